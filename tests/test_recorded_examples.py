"""Promise: an example prints the same, and ends the same, with and without the recorder.

The pictures come from recorded runs, the output from plain ones: both must be of one program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.late import LATE, in_time
from support.project import EXAMPLES, PYTHONS, RECORDINGS, fail
from tested_examples import example
from tested_examples.running import normalising, recording

NEWEST = list(PYTHONS)[-1]
"""The Python that every example is recorded on."""

EXCEPTIONS: dict[str, str] = {}
"""Examples that print something else when they are recorded, and why that cannot be helped."""

PRINTED_ELSEWHERE: dict[str, str] = {
    "mistakes/blocking_calls.py": "it runs another process, which prints",
    "queues/dies_with_its_process.py": "the blog is another process, which prints",
    "queues/durable.py": "two blogs are other processes, which print",
    "mistakes/process_without_guard.py": "worker processes print tracebacks of their own",
}
"""Examples of which not each line is a print of the recorded process, and who prints them."""


@pytest.mark.parametrize("name", example.names(EXAMPLES))
def test_an_example_prints_the_same_when_recorded(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Same lines, streams, order and exit status; and a timeline that holds what was printed."""
    shown = example.load(name, EXAMPLES)
    if not shown.runs_on(NEWEST):
        pytest.skip(f"needs Python {shown.requires_python}; the newest found is {NEWEST}")
    recorded = recording.read(shown, RECORDINGS)
    plain = recorded.transcript(NEWEST)
    if plain is None:
        pytest.skip(f"not yet recorded on Python {NEWEST}, as the tests of its transcript say")
    if shown.dependencies:
        pytest.skip("it needs packages, so it has no timeline: see timelines.take")
    if name in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[name])
    output = tmp_path / "timeline.json"
    through = ["-m", "asyncio_timeline", "-o", str(output)]
    printed, late = in_time(shown, PYTHONS[NEWEST], recorded, through=through)
    if late:
        record_property(LATE, f"{name}, recorded, on Python {NEWEST}")
    problem = recording.compare(shown, plain, printed, f"{NEWEST}, recorded")
    if problem:
        fail(problem)
    timeline = from_json(output.read_text("utf-8"))
    lines = [normalising.OutputLine(each.stream, each.text) for each in timeline.prints]
    told = normalising.normalise(lines, plain.status, shown.path.resolve())
    missing = Counter(plain.lines) - Counter(told.lines)
    assert PRINTED_ELSEWHERE.get(name, "") or not missing, "printed, but not in the timeline"
    assert [task.id for task in timeline.tasks] == list(range(len(timeline.tasks)))


def test_exceptions_are_examples() -> None:
    """An exception whose example is gone is to go, too."""
    assert EXCEPTIONS.keys() | PRINTED_ELSEWHERE.keys() <= set(example.names(EXAMPLES))
