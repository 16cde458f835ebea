"""All files for programs, by their path below the site's root."""

from __future__ import annotations

from pathlib import Path

from tested_examples.for_machines import as_notebook, bundle, index, skill, twin
from tested_examples.for_machines.source import Site
from tested_examples.running import notebook

README = """\
# {name}: every example

{count} scripts, each of which proves the claim in the first line of its docstring. Run one with
`python <chapter>/<name>.py`; all of them need Python 3.11 or newer and the standard library alone,
unless a script block at their top says more. Those in `mistakes/` show what goes wrong: their
output is the lesson, and they are not to be copied.

What each printed, on which Pythons, and the page that explains it: <{address}examples.json>
"""

NAMES = (
    "llms.txt",
    "llms-full.txt",
    "examples.json",
    "examples.zip",
    "notebooks.zip",
    "skill.zip",
)
"""What a page may link to. Twins lie beside their pages."""


def files(site: Site, licence: bytes, pages: Path) -> dict[str, bytes]:
    """Every file, by its path. Raises `Problem` if a notebook or a recording cannot be read."""
    twins = {each.uri: _twin(site, each.uri, pages) for each in site.pages}
    full = "\n\n".join(f"<!-- {site.by_uri[uri].url} -->\n\n{text}" for uri, text in twins.items())
    readme = README.format(name=site.name, count=len(site.examples), address=site.address).encode()
    beside = {"LICENSE": licence, "README.md": readme}
    scripts = {shown.name: shown.data for shown in site.examples}
    notebooks = {
        f"{name.removesuffix('.py')}.ipynb": as_notebook.notebook(*pair, site.address)
        for name, pair in site.recorded.items()
    }
    rules = {name: text.encode() for name, text in skill.files(site).items()}
    return {
        "llms.txt": index.llms_txt(site).encode(),
        "llms-full.txt": full.encode(),
        "examples.json": index.examples_json(site).encode(),
        "examples.zip": bundle.archive(scripts | beside, "examples"),
        "notebooks.zip": bundle.archive(notebooks | beside, "notebooks"),
        "skill.zip": bundle.archive(rules, skill.NAME),
        **{f"skills/{skill.NAME}/{name}": data for name, data in rules.items()},
        **{site.by_uri[uri].twin: text.encode() for uri, text in twins.items()},
    }


def _twin(site: Site, uri: str, pages: Path) -> str:
    source = site.by_uri[uri]
    if uri.endswith(".ipynb"):
        return twin.of_a_notebook(source, notebook.read(pages / uri), site)
    return twin.twin(source, site)
