"""Promise: what a page shows is what the script prints, in that order, on every Python named."""

from __future__ import annotations

import pytest
from project import (
    ALL_PYTHONS_REQUIRED,
    EXAMPLES,
    PYTHONS,
    RECORDINGS,
    fail,
    unverified_recordings,
)

from tested_examples import example, interpreter, recording, transcript
from tested_examples.problem import Problem

NAMES = example.names(EXAMPLES)


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("name", NAMES)
def test_prints_what_was_recorded(name: str, version: str) -> None:
    """Run as a reader runs it: order, stream, exit status are those of the recording."""
    try:
        shown = example.load(name, EXAMPLES)
        recorded = recording.read_whatever_its_age(shown, RECORDINGS)
        if not shown.runs_on(version):
            assert version not in recorded.versions
            return
        expected = recorded.transcript(version)
        fresh = transcript.run(shown, PYTHONS[version])
        python = str(PYTHONS[version])
        if expected is None:
            problem = recording.describe_unverified(shown, recorded)
        else:
            problem = recording.compare(shown, expected, fresh, python)
        # What the script does now says more than that its recording is stale.
        problem = problem or transcript.unexpected(shown, fresh, python)
        problem = problem or recording.stale(shown, recorded, RECORDINGS)
    except Problem as found:
        problem = found
    if problem:
        fail(problem)


def test_every_recording_belongs_to_an_example() -> None:
    """A recording whose script is gone would be shown by nobody and checked by nobody."""
    known = {recording.path_of(name, RECORDINGS) for name in NAMES}
    orphans = sorted(set(RECORDINGS.rglob("*.json")) - known)
    assert not orphans, f"no example for {orphans}; type: make record"


@pytest.mark.skipif(not ALL_PYTHONS_REQUIRED, reason="REQUIRE_PYTHONS=all is not set")
def test_every_supported_python_took_part() -> None:
    """In CI, a Python that is missing or a recording that none confirmed is a failure."""
    assert not interpreter.missing(PYTHONS), "missing: Python " + ", ".join(
        interpreter.missing(PYTHONS)
    )
    assert not unverified_recordings(), "\n".join(map(str, unverified_recordings()))


def test_there_are_examples() -> None:
    """The promise is not kept by having nothing to check."""
    assert len(NAMES) >= 25
    assert PYTHONS
