"""Takes the timeline of an example: simulated if that prints exactly the transcript, else real.

A simulated run is the same each time, on every machine. Where threads race, sockets are used or
processes compute, only a real run is possible, of which the order of steps is compared and not the
times.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from asyncio_timeline.timeline import TABLES, Structure, Timeline, from_json, structure

from tested_examples.example import Example
from tested_examples.interpreter import Interpreter
from tested_examples.problem import Problem
from tested_examples.running import transcript
from tested_examples.running.normalising import MOST_EVENTS, Transcript, normalised_timeline
from tested_examples.running.recording import MAKE_RECORD, difference
from tested_examples.running.transcript import StillRunning

RACES = {
    "background/who_survives.py": "a connection is made in as many steps as the system takes",
    "executors/who_holds_the_lock.py": "either thread takes a job, which may be done before its "
    "task first waits for it",
}
"""Examples whose steps and lanes differ from run to run, and why. The rest is compared."""


def take(example: Example, python: Interpreter, expected: Transcript) -> Timeline | None:
    """The timeline of a run that prints `expected`.

    None if the example needs packages. What they do is not simulated, and a real run would be of
    tasks and sockets of theirs, in as many steps as the system and their release take.

    Raises `Problem` if the recorder changes what the example prints.
    """
    if example.dependencies:
        return None
    with suppress(StillRunning):  # it may compute until time has passed, and there none does
        printed, timeline = run(example, python, simulated=True)
        if timeline is not None and same(printed, expected):
            return timeline
    printed, timeline = run(example, python, simulated=False)
    if timeline is not None and same(printed, expected):
        return timeline
    raise Problem(
        example.path,
        "prints something else while it is recorded",
        details=(("on", f"Python {python}"), ("difference", difference(expected, printed))),
        next_step=f"see what differs: python -m asyncio_timeline {example.path.name}",
    )


def run(
    example: Example, python: Interpreter, *, simulated: bool
) -> tuple[Transcript, Timeline | None]:
    """What a recorded run prints, and its timeline; None if it was refused."""
    with tempfile.TemporaryDirectory(prefix="timeline-") as folder:
        output = Path(folder) / "timeline.json"
        options = ["-m", "asyncio_timeline", "-o", str(output), "--events", str(MOST_EVENTS)]
        printed = transcript.run(
            example, python, through=[*options, *(["--simulated"] if simulated else [])]
        )
        printed = without_ours(printed)
        if not output.exists() or not output.stat().st_size:
            return printed, None
        recorded = from_json(output.read_text(encoding="utf-8"))
        recorded = replace(recorded, status=0, sources=())  # the recording of an example has them
        return printed, normalised_timeline(recorded, example.path.resolve())


def without_ours(printed: Transcript) -> Transcript:
    """Without what the recorder says on stderr, of a run that it had to cut."""
    ours = "asyncio_timeline: the timeline is cut"
    return replace(
        printed, lines=tuple(line for line in printed.lines if not line.text.startswith(ours))
    )


def same(printed: Transcript, expected: Transcript) -> bool:
    """Whether two runs printed the same lines and ended alike."""
    return (printed.lines, printed.status) == (expected.lines, expected.status)


def compare(example: Example, recorded: Timeline, fresh: Timeline) -> Problem | None:
    """How a fresh timeline differs: in anything at all if simulated, in its structure if real."""
    old: Timeline | Structure
    new: Timeline | Structure
    if example.name in RACES:
        old, new = _without_races(recorded), _without_races(fresh)
    elif recorded.simulated and fresh.simulated:
        old, new = recorded, fresh
    else:
        old, new = structure(recorded), structure(fresh)
    if old == new:
        return None
    compared = (*TABLES, "end", "cut")
    changed = next(
        (name for name in compared if getattr(old, name, None) != getattr(new, name, None)), "run"
    )
    return Problem(
        example.path,
        f"its timeline is not the recorded one: {changed} differ",
        details=(
            ("recorded", str(getattr(old, changed, None))[:300]),
            ("now", str(getattr(new, changed, None))[:300]),
        ),
        next_step=f"if the new one is right: {MAKE_RECORD}",
    )


def same_way(example: Example, old: Timeline | None, new: Timeline | None) -> Timeline | None:
    """`old`, if `new` is of a run that went the same way: real ones differ in their times."""
    if old is None or new is None:
        return None
    alike = (old.python, old.simulated) == (new.python, new.simulated)
    return old if alike and compare(example, old, new) is None else None


def _without_races(timeline: Timeline) -> Structure:
    jobs = tuple(replace(job, lane=None) for job in timeline.jobs)
    return structure(replace(timeline, jobs=jobs, steps=(), cancellations=()))
