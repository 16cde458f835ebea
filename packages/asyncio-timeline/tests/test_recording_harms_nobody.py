"""Promise: recording harms nobody: it is bounded, ends by itself, and leaves no trace.

Who records a program that runs for days must not pay with its memory, or its end.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import concurrent.futures
import threading
from pathlib import Path

import pytest
from asyncio_timeline.recording.recorder import Recorder
from support.pythons import ENDS, WATCHED
from support.recorded import record


@pytest.mark.parametrize("version", ENDS)
def test_bounded(version: str, tmp_path: Path) -> None:
    """A long run is cut, says so, and goes on unharmed."""
    timeline = record(version, tmp_path, "recorded/forty_thousand_turns")
    tables = (timeline.tasks, timeline.steps, timeline.jobs, timeline.prints, timeline.lines)
    assert timeline.cut
    assert 15_000 < sum(map(len, tables)) <= 20_000
    assert timeline.tasks[0].outcome == "result"


@pytest.mark.parametrize("version", [v for v in ENDS if v in WATCHED])
def test_lines_leave_room(version: str, tmp_path: Path) -> None:
    """A loop of many lines does not crowd out the tasks that come after it."""
    timeline = record(version, tmp_path, "recorded/thirty_thousand_lines")
    assert timeline.cut
    assert len(timeline.lines) == 10_000
    assert [step.task for step in timeline.steps] == [0, 0]
    assert timeline.prints[0].step == 1


def test_uninstalling_restores_what_was() -> None:
    """No function of the library differs afterwards; a recorder serves once."""
    functions = [
        asyncio.events.Handle.__init__,
        asyncio.events.Handle._run,
        asyncio.base_events.BaseEventLoop.create_task,
        concurrent.futures.ThreadPoolExecutor.submit,
        threading.Thread.start,
    ]
    before = [function.__code__ for function in functions]
    recorder = Recorder([__file__])
    with recorder:
        assert all(
            function.__code__ is not code for function, code in zip(functions, before, strict=True)
        )
    assert [function.__code__ for function in functions] == before
    with pytest.raises(RuntimeError, match="one run"):
        recorder.install()


def test_a_mistake_of_the_recorder_does_not_reach_the_program() -> None:
    """It ends the recording, which says so."""
    readings: list[None] = []

    def clock() -> float:
        readings.append(None)
        if len(readings) == 10:
            raise ZeroDivisionError
        return 0.0

    async def main() -> str:
        for _ in range(10):
            await asyncio.sleep(0)
        return "done"

    recorder = Recorder([__file__], clock=clock)
    with recorder:
        assert asyncio.run(main()) == "done"
    assert isinstance(recorder.failure, ZeroDivisionError)
    assert recorder.timeline("test").cut
