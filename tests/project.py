"""The project under test: its folders, the Pythons of this machine, what it takes to fail well."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

from tested_examples import example, interpreter, recording
from tested_examples.problem import Problem

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES, RECORDINGS, PAGES = ROOT / "examples", ROOT / "recordings", ROOT / "docs"
PYTHONS = interpreter.find()
ALL_PYTHONS_REQUIRED = os.environ.get("REQUIRE_PYTHONS") == "all"
BROWSER_REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"


def fail(problem: Problem) -> NoReturn:
    """Fail the test with the problem alone: it says what to do, a traceback would bury it."""
    pytest.fail(str(problem), pytrace=False)


def unverified_recordings() -> list[Problem]:
    """Recordings that do not speak of every Python their example runs on."""
    found: list[Problem] = []
    for name in example.names(EXAMPLES):
        try:
            shown = example.load(name, EXAMPLES)
            problem = recording.describe_unverified(shown, recording.read(shown, RECORDINGS))
        except Problem:
            continue  # told by the test of that example
        if problem:
            found.append(problem)
    return found
