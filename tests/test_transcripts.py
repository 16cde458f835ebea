"""Promise: what a page shows is what the script prints, in that order, on every Python named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asyncio_timeline.timeline import Moment, Timeline
from support.late import LATE, in_time
from support.project import (
    ALL_PYTHONS_REQUIRED,
    EXAMPLES,
    PYTHONS,
    RECORDINGS,
    RELEASES,
    fail,
    unverified,
    unverified_recordings,
)
from tested_examples import example, interpreter
from tested_examples.interpreter import Interpreter
from tested_examples.problem import Problem
from tested_examples.running import linters, recording, timelines, transcript
from tested_examples.running.normalising import OutputLine, Transcript

NAMES = example.names(EXAMPLES)

MENDED = {
    "errors/entered_twice.py": ((3, 11, 7), "3.11.2 lets a timeout be entered twice"),
    "errors/timeout_outside_a_task.py": ((3, 11, 7), "a group that failed to start says entered"),
    "mistakes/destroyed_while_reading.py": ((3, 11, 7), "3.11.2 leaves the socket open"),
}
"""Examples that old releases of a Python print otherwise, and the first release that does not.

CPython has mended something between them. Pages speak of the newer release.
"""


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_prints_what_was_recorded(
    name: str, release: str, record_property: Callable[[str, object], None]
) -> None:
    """Run as a reader runs it: order, stream, exit status are those of the recording."""
    found = RELEASES[release]
    version = found.version
    try:
        shown = example.load(name, EXAMPLES)
        recorded = recording.read_whatever_its_age(shown, RECORDINGS)
        if not shown.runs_on(version):
            assert version not in recorded.versions
            return
        if shown.dependencies and found != PYTHONS[version]:
            pytest.skip(f"its packages are installed for Python {PYTHONS[version]}")
        since, why = MENDED.get(name, (found.release, ""))
        if found.version == "{}.{}".format(*since) and found.release < since:
            pytest.skip(f"mended since: {why}")
        expected = recorded.transcript(version)
        fresh, late = in_time(shown, found, recorded)
        if late:
            record_property(LATE, f"{name} on Python {release}")
        if expected is None:
            problem = unverified(shown, recorded)
        else:
            problem = recording.compare(shown, expected, fresh, release)
        # What the script does now says more than that its recording is stale.
        problem = problem or transcript.unexpected(shown, fresh, release)
        problem = problem or recording.stale(shown, recorded, RECORDINGS)
    except Problem as told:
        problem = told
    if problem:
        fail(problem)


REAL = Timeline("x.py", "3.15", simulated=False, end=Moment(0, 0.0))


class _Late:
    """Runs that print another order at first, as on a machine that was busy meanwhile."""

    def __init__(self, *runs: Transcript) -> None:
        self.runs = list(runs)

    def __call__(self, *_: object, **__: object) -> Transcript:
        return self.runs.pop(0)


def _recorded(
    printed: Transcript, python: Interpreter, timeline: Timeline | None = None
) -> recording.Recording:
    group = recording.Group((python.version,), printed)
    return recording.Recording(NAMES[0], "", (group,), timeline)


@pytest.mark.parametrize(
    ("first", "on_the_simulated_clock", "believed"),
    [("yx", "xy", "xy"), ("yx", "yx", "yx"), ("xy", "yx", "xy")],
    ids=["late", "changed", "as recorded"],
)
def test_a_late_run_is_not_believed(
    first: str, on_the_simulated_clock: str, believed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But a script that prints another order on the simulated clock, too, is."""
    python, shown = next(iter(PYTHONS.values())), example.load(NAMES[0], EXAMPLES)
    printed = {
        each: Transcript(tuple(OutputLine("stdout", line) for line in each), 0)
        for each in ("xy", "yx")
    }
    monkeypatch.setattr(transcript, "run", _Late(printed[first], printed["xy"]))
    simulated = printed[on_the_simulated_clock]
    monkeypatch.setattr(timelines, "run", lambda *_, **__: (simulated, None))
    assert in_time(shown, python, _recorded(printed["xy"], python))[0] == printed[believed]


def test_a_run_that_is_always_late_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three in a row are no chance: the page would not show what a reader gets."""
    python, shown = next(iter(PYTHONS.values())), example.load(NAMES[0], EXAMPLES)
    recorded, other = Transcript((), 0), Transcript((), 1)
    monkeypatch.setattr(transcript, "run", _Late(other, other, other))
    monkeypatch.setattr(timelines, "run", lambda *_, **__: (recorded, None))
    assert in_time(shown, python, _recorded(recorded, python)) == (other, True)


def test_a_late_run_that_cannot_be_simulated_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It gets another run in any case."""
    python, shown = next(iter(PYTHONS.values())), example.load(NAMES[0], EXAMPLES)
    expected, other = Transcript((), 0), Transcript((), 1)
    monkeypatch.setattr(transcript, "run", _Late(other, expected))
    assert in_time(shown, python, _recorded(expected, python, REAL)) == (expected, True)


def test_every_recording_belongs_to_an_example() -> None:
    """A recording whose script is gone would be shown by nobody and checked by nobody."""
    known = {recording.path_of(name, RECORDINGS) for name in NAMES} | {RECORDINGS / linters.NAME}
    orphans = sorted(set(RECORDINGS.rglob("*.json")) - known)
    assert not orphans, f"no example for {orphans}; type: make record"


@pytest.mark.skipif(not ALL_PYTHONS_REQUIRED, reason="REQUIRE_PYTHONS=all is not set")
def test_every_supported_python_took_part() -> None:
    """In CI, a Python that is missing or a recording that none confirmed is a failure."""
    assert not interpreter.missing(PYTHONS), "missing: Python " + ", ".join(
        interpreter.missing(PYTHONS)
    )
    assert not unverified_recordings(), "\n".join(map(str, unverified_recordings()))


def test_what_was_mended_is_shown() -> None:
    """An exception whose example is gone is to go, too, and there are not to be many."""
    assert MENDED.keys() <= set(NAMES)
    assert len(MENDED) <= 5


def test_there_are_examples() -> None:
    """The promise is not kept by having nothing to check."""
    assert len(NAMES) >= 25
    assert PYTHONS
