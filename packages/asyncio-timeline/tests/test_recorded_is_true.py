"""Promise: what a reader is told of a run happened so: who created, woke, asked and printed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from asyncio_timeline.timeline import Cause
from support.pythons import ENDS
from support.recorded import record, told


@pytest.mark.parametrize("version", ENDS)
def test_who_creates_a_task(version: str, tmp_path: Path) -> None:
    """`asyncio.run` creates one of them; the line is that of who does it, or of nobody."""
    name = "true/who_creates"
    timeline = record(version, tmp_path, name)
    worker = timeline.jobs[0].lane
    assert told(name, timeline, "creates the task") == [
        "the program creates the task from the script | by_hand.run_until_complete("
        'by_hand.create_task(work(), name="from the script"))',
        "run_until_complete creates the task work 1 | by_hand.run_until_complete(work())",
        "asyncio.run creates the task main | asyncio.run(main())",
        "callback callback creates the task from a callback | "
        'kept.append(asyncio.create_task(work(), name="from a callback"))',
        f"thread {worker} creates the task work 2 | "
        "asyncio.run_coroutine_threadsafe(work(), loop).result()"
        if "thread" not in str(worker).lower()
        else f"{worker} creates the task work 2 | "
        "asyncio.run_coroutine_threadsafe(work(), loop).result()",
    ]


@pytest.mark.parametrize("version", ENDS)
def test_who_asks_a_task_to_cancel(version: str, tmp_path: Path) -> None:
    """A task that is ready asks nobody itself when `asyncio.run` cancels it."""
    name = "true/who_asks"
    timeline = record(version, tmp_path, name)
    assert told(name, timeline, "to cancel") == [
        "asyncio.run asks busy to cancel",
        "late is asked to cancel",
    ]


@pytest.mark.skipif(os.name == "nt", reason="loops on Windows watch no pipes")
@pytest.mark.parametrize("version", ENDS)
def test_who_wakes_a_task(version: str, tmp_path: Path) -> None:
    """What comes from the operating system is not the doing of who registered for it."""
    timeline = record(version, tmp_path, "true/who_wakes")
    assert [step.cause for step in timeline.steps if step.task == 0][-1] == Cause("outside")


@pytest.mark.parametrize("version", ENDS)
def test_callbacks(version: str, tmp_path: Path) -> None:
    """One that fails does not return; one of a library is told if it blocks, or prints."""
    timeline = record(version, tmp_path, "true/callbacks")
    callbacks = [step for step in timeline.steps if step.callback]
    assert [(step.callback, step.outcome) for step in callbacks] == [
        ("fail", "exception"),
        ("sleep", None),
        ("print", None),
    ]
    assert callbacks[1].end.time - callbacks[1].start.time > 0.1
    assert [(line.text, line.step) for line in timeline.prints] == [
        ("by print itself", callbacks[2].index)
    ]


@pytest.mark.parametrize("version", ENDS)
def test_lines_in_parts(version: str, tmp_path: Path) -> None:
    """Each part of a line belongs to who wrote it; a line of one task is one row."""
    timeline = record(version, tmp_path, "true/lines_in_parts")
    tasks = [line.step is not None and timeline.steps[line.step].task for line in timeline.prints]
    assert list(zip([line.text for line in timeline.prints], tasks, strict=True)) == [
        ("a", 1),
        ("b", 2),
        ("c", 0),
        ("one line", 0),
        ("no end", 0),
    ]
    assert [line.goes_on for line in timeline.prints] == [True, True, False, False, False]
