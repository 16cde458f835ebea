"""The project under test: its folders, the Pythons of this machine, what it takes to fail well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from tested_examples import example, interpreter
from tested_examples.example import Example
from tested_examples.problem import Problem
from tested_examples.running import recording
from tested_examples.running.recording import Recording

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES, RECORDINGS, PAGES = ROOT / "examples", ROOT / "recordings", ROOT / "docs"
FOUND = interpreter.releases()
PYTHONS = {version: releases[-1] for version, releases in FOUND.items()}
"""The newest release of each version, as `make record` uses it."""
RELEASES = {str(each): each for releases in FOUND.values() for each in releases}
"""The oldest and the newest release of each version: readers have both."""
ALL_PYTHONS_REQUIRED = os.environ.get("REQUIRE_PYTHONS") == "all"
BROWSER_REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs in the root of the project."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project to make mistakes in: examples/, recordings/ and docs/ in the cwd."""
    for name in ("examples/tasks", "recordings/tasks", "docs"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def fail(problem: Problem) -> NoReturn:
    """Fail the test with the problem alone: it says what to do, a traceback would bury it."""
    pytest.fail(str(problem), pytrace=False)


def unverified(shown: Example, recorded: Recording) -> Problem | None:
    """The problem of a recording that some supported Python has not confirmed, or None."""
    absent = recording.unverified(shown, recorded)
    if not absent:
        return None
    return Problem(
        recording.path_of(shown.name, Path("recordings")),
        f"not yet verified on Python {interpreter.span(absent)}",
        details=(("verified", f"on Python {interpreter.span(recorded.versions) or '(none)'}"),),
        next_step="make record on a machine that has them, or take the artifact of the workflow",
    )


def unverified_recordings() -> list[Problem]:
    """Recordings that do not speak of every Python their example runs on."""
    found: list[Problem] = []
    for name in example.names(EXAMPLES):
        try:
            shown = example.load(name, EXAMPLES)
            problem = unverified(shown, recording.read(shown, RECORDINGS))
        except Problem:
            continue  # told by the test of that example
        if problem:
            found.append(problem)
    return found
