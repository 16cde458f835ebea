"""Promise: mypy and Ruff find what the pages say they find, and have to be told as they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import EXAMPLES, ROOT

FORGOTTEN = """
async def tweet() -> None: ...
async def plain():
    tweet()
async def annotated() -> None:
    tweet()
"""


def found(*command: str) -> str:
    """What a linter says, without the settings of this project."""
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def ruff(name: str, *options: str) -> str:
    return found("ruff", "check", "--isolated", *options, str(EXAMPLES / "mistakes" / name))


def test_ruff_finds_a_dropped_task_if_told_to() -> None:
    """RUF006 is not among the rules that are on from the start."""
    assert "RUF006" not in ruff("never_retrieved.py")
    for name in ("never_retrieved.py", "vanished_tweet.py", "destroyed_while_waiting.py"):
        assert "RUF006" in ruff(name, "--extend-select", "RUF006")


def test_ruff_does_not_find_a_task_that_is_kept_and_silent() -> None:
    """Keeping a task is not hearing of its failure."""
    assert "RUF006" not in ruff("exception_silent_while_kept.py", "--extend-select", "RUF006")


def test_ruff_finds_calls_that_block() -> None:
    """From the start, in the version that the pages speak of; not inside of what is called."""
    said = ruff("blocking_calls.py")
    assert all(rule in said for rule in ("ASYNC251", "ASYNC230", "ASYNC221"))
    assert "ASYNC251" in ruff("frozen_blog.py")
    assert "ASYNC" not in ruff("blocking_hidden.py")


def test_mypy_looks_into_annotated_functions(tmp_path: Path) -> None:
    """A forgotten `await` is found only there, unless mypy is told to look everywhere."""
    script = tmp_path / "blog.py"
    script.write_text(FORGOTTEN)
    cache = f"--cache-dir={tmp_path}"
    assert lines(found("mypy", "--config-file=", cache, str(script))) == [6]
    everywhere = ("--check-untyped-defs", cache, str(script))
    assert lines(found("mypy", "--config-file=", *everywhere)) == [4, 6]


SETTINGS = ROOT / "docs/assets/linters/pyproject.toml"

FOUND_BY = {
    "blocking_calls.py": {"ruff": "ASYNC251", "mypy": "", "pyright": ""},
    "frozen_blog.py": {"ruff": "ASYNC251", "mypy": "", "pyright": ""},
    "vanished_tweet.py": {"ruff": "RUF006", "mypy": "unused-awaitable", "pyright": ""},
    "never_retrieved.py": {"ruff": "RUF006", "mypy": "unused-awaitable", "pyright": ""},
    "reported_by_the_collector.py": {"ruff": "RUF006", "mypy": "unused-awaitable", "pyright": ""},
    "forgotten_await.py": {
        "ruff": "", "mypy": "unused-coroutine", "pyright": "reportUnusedCoroutine",
    },
    "coroutine_never_awaited.py": {
        "ruff": "", "mypy": "unused-coroutine", "pyright": "reportUnusedCoroutine",
    },
    "error_async_in_a_thread.py": {
        "ruff": "", "mypy": "unused-coroutine", "pyright": "",
    },
    "error_await_none.py": {
        "ruff": "", "mypy": "func-returns-value", "pyright": "reportGeneralTypeIssues",
    },
    "blocking_hidden.py": {"ruff": "", "mypy": "", "pyright": ""},
    "exception_silent_while_kept.py": {"ruff": "", "mypy": "", "pyright": ""},
    "cancel_swallowed.py": {"ruff": "", "mypy": "", "pyright": ""},
}  # fmt: skip
"""With the settings that a page gives to copy: what each tool reports, "" for nothing."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has who copied the settings: a pyproject.toml and scripts beside it."""
    folder = tmp_path_factory.mktemp("blog")
    shutil.copy(SETTINGS, folder)
    for name in FOUND_BY:
        shutil.copy(EXAMPLES / "mistakes" / name, folder)
    return folder


def reported(tool: str, told: dict[str, set[str]]) -> None:
    """Compare what a tool told with the table: what is expected is there, and nothing else."""
    for name, expected in FOUND_BY.items():
        codes = told.get(name, set())
        if expected[tool]:
            assert expected[tool] in codes, f"{tool} does not find {name}"
        else:
            assert not codes, f"{tool} finds {codes} in {name}"


def test_the_settings_to_copy_make_ruff_find_it(project: Path) -> None:
    """Blocking calls and dropped tasks; not what is hidden in a function, not what is kept."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "json", "."],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told: dict[str, set[str]] = {}
    for each in json.loads(done.stdout):
        told.setdefault(Path(each["filename"]).name, set()).add(each["code"])
    reported("ruff", told)


def test_the_settings_to_copy_make_mypy_find_it(project: Path) -> None:
    """A call without await, and a task that is kept by nobody."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental", "."],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told: dict[str, set[str]] = {}
    for name, code in re.findall(r"(?m)^(\w+\.py):\d+: error: .*\[([\w-]+)\]$", done.stdout):
        told.setdefault(name, set()).add(code)
    reported("mypy", told)


PYRIGHT = ROOT / "node_modules/.bin/pyright"


@pytest.mark.skipif(not PYRIGHT.exists(), reason="pyright is not here: make lint brings it")
def test_the_settings_to_copy_make_pyright_find_it(project: Path) -> None:
    """A call without await."""
    done = subprocess.run(
        [str(PYRIGHT), "--outputjson", "--project", str(project / "pyproject.toml"),
         "--pythonpath", sys.executable],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told: dict[str, set[str]] = {}
    for each in json.loads(done.stdout)["generalDiagnostics"]:
        if each["severity"] == "error":
            told.setdefault(Path(each["file"]).name, set()).add(each["rule"])
    reported("pyright", told)


def lines(said: str) -> list[int]:
    """The lines that mypy calls an unused coroutine."""
    return [int(line) for line in re.findall(r"blog\.py:(\d+): error: .*unused-coroutine", said)]
