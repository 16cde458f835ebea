"""Promise: mypy and Ruff find what the pages say they find, and have to be told as they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from support.project import EXAMPLES

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


def lines(said: str) -> list[int]:
    """The lines that mypy calls an unused coroutine."""
    return [int(line) for line in re.findall(r"blog\.py:(\d+): error: .*unused-coroutine", said)]
