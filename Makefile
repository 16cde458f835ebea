# Each command sets itself up in .venv. Needs Python 3.11 or newer with venv, make and git.
PYTHON ?= python3
PORT ?= 8000
# For `make cpython`: the folder that holds the package `test` of the Python to be tested.
SUITE ?= .
TESTED ?= $(PYTHON)
# For `make oracle`: how many seeds, each of twenty programs.
SEEDS ?= 50
# Most tests wait for a process that sleeps, so two more than there are cores.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')

bin := .venv/bin
export NO_MKDOCS_2_WARNING := 1
# With it each command, and each worker of the tests, would compile all that it imports again.
unexport PYTHONDONTWRITEBYTECODE
# The virtual environment comes first, so that npm finds its node; other Pythons may lie in .pythons.
export PATH := $(CURDIR)/.venv/bin:$(PATH):$(CURDIR)/.pythons/bin

.PHONY: help assets frameworks serve site test slow mutants lint format record bench cpython oracle lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: .venv/ready assets ## build the site, show it on http://127.0.0.1:8000 (PORT=), rebuild on change
	$(bin)/mkdocs serve --strict --livereload --dev-addr 127.0.0.1:$(PORT)

site: .venv/ready assets ## build the site into site/, stop at the first doubt
	$(bin)/python -m tested_examples check
	@rm -rf .cache/site .cache/site.old && mkdir -p .cache
	$(bin)/mkdocs build --strict --quiet --site-dir .cache/site
	@if [ -e site ]; then mv site .cache/site.old; fi && mv .cache/site site # never half of one

# CHANGED=1 is since this branch left main; CHANGED=HEAD~3 since another commit.
since := $(patsubst 1,main,$(CHANGED))

test: .venv/ready node_modules/ready assets frameworks ## prove every line of output on every page (CHANGED=1: what has changed)
	@PYTHONPATH=tests:packages/asyncio-timeline/tests $(bin)/python -m support.bring_browser
	$(bin)/python -m pytest -n $(WORKERS) --dist worksteal $(if $(since),--changed=$(since))

slow: .venv/ready node_modules/ready assets ## run every listing in browsers six times as slow
	SLOW=all $(bin)/python -m pytest -n 2 tests/test_slow_machine.py

mutants: .venv/ready assets frameworks ## tell more than 200 lies, each of which a check has to find
	MUTANTS=all $(bin)/python -m pytest -n $(WORKERS) --dist worksteal tests/test_mutants.py tests/test_changed.py

# What docs/ does not keep. NPM=no goes without the Python that runs in the page: listings have no Run.
ifeq ($(NPM),no)
assets: .venv/ready
	@$(bin)/python -m tested_examples assets --without-python
else
assets: .venv/ready node_modules/ready
	@$(bin)/python -m tested_examples assets
endif

# The packages of examples/frameworks/, in one environment for each Python that runs those.
frameworks: .venv/ready
	@$(bin)/python -m tested_examples frameworks

with_packages = $$(ls .frameworks/*/bin/python | head -n 1)
below_a_path := .cache/lint/meanwhile

lint: .venv/ready node_modules/ready-to-lint frameworks ## check style, types, spelling, links, HTML and workflows
	$(bin)/ruff check --quiet packages tests benchmarks examples
	$(bin)/ruff format --quiet --check packages tests benchmarks
	$(bin)/python -m tested_examples format --check
	$(bin)/mypy
	$(bin)/mypy --explicit-package-bases --python-version 3.15 --exclude examples/mistakes/ \
	  --python-executable $(with_packages) examples
	node_modules/.bin/pyright --project pyproject.toml --pythonpath $(with_packages)
	$(bin)/typos
	$(bin)/zizmor --offline --quiet --pedantic .github
	$(bin)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(bin)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	rm -rf .cache/lint
	SITE_URL=https://example.org/meanwhile/ $(bin)/mkdocs build --strict --quiet --site-dir $(below_a_path)
	$(bin)/lychee --quiet --root-dir $(CURDIR)/.cache/lint \
	  --remap 'https://example.org/ file://$(CURDIR)/.cache/lint/' .cache/lint README.md CONTRIBUTING.md
	node_modules/.bin/html-validate --config .htmlvalidate.mjs '.cache/lint/**/*.html'

record: .venv/ready frameworks ## run the examples and rewrite recordings/
	$(bin)/python -m tested_examples record

format: .venv/ready ## format the code
	$(bin)/ruff check --fix --exit-zero --quiet packages tests benchmarks
	$(bin)/ruff format --quiet packages tests benchmarks
	$(bin)/python -m tested_examples format

bench: export PYTHONPATH := packages/asyncio-timeline/tests:tests
bench: .venv/ready assets ## measure what recording and drawing cost, as ratios
	$(bin)/python benchmarks/recording.py
	$(bin)/python benchmarks/drawing.py
	$(bin)/python benchmarks/in_page.py

cpython: ## run CPython's own asyncio tests, recorded and simulated (SUITE=, TESTED=)
	$(PYTHON) packages/asyncio-timeline/conformance/cpython_suite.py --suite $(SUITE) --python $(TESTED)
	$(PYTHON) packages/asyncio-timeline/conformance/cpython_suite.py --suite $(SUITE) --python $(TESTED) --simulated

oracle: .venv/ready ## hold the timelines of 1,000 random programs against what they must be (SEEDS=)
	PYTHONPATH=packages/asyncio-timeline/conformance $(bin)/python -m oracle --seeds $(SEEDS)

lock: .venv/ready ## resolve the dependencies again and write the locks
	$(bin)/uv pip compile $(lock_options) --group dev pyproject.toml --output-file requirements.txt
	$(bin)/uv pip compile $(lock_options) --group frameworks --output-file requirements-frameworks.txt
	$(bin)/uv pip compile $(lock_options) --group install --output-file requirements-uv.txt
	npm install --package-lock-only

lock_options := --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean: ## remove what the commands made
	rm -rf .venv .frameworks .cache .mypy_cache .pytest_cache .ruff_cache node_modules site docs/assets/made docs/examples

.venv/ready: requirements.txt requirements-uv.txt pyproject.toml $(wildcard packages/*/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is older than Python 3.11. Type: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	$(bin)/uv pip install --quiet --python $(bin)/python --require-hashes -r requirements.txt
	$(bin)/uv pip install --quiet --python $(bin)/python --no-deps --no-build-isolation \
	  --editable packages/asyncio-timeline --editable packages/tested-examples
	@touch $@

# Two linters are most of what npm brings, and no test needs them.
node_modules/ready: .venv/ready package.json package-lock.json
	@$(bin)/npm ci --omit=dev --silent || { \
	  echo "npm ci failed. To build without Run in the page, type: make site NPM=no" >&2; exit 1; }
	@touch $@

node_modules/ready-to-lint: .venv/ready package.json package-lock.json
	@$(bin)/npm ci --silent || { echo "npm ci failed. To see why, type: $(bin)/npm ci" >&2; exit 1; }
	@touch node_modules/ready $@
