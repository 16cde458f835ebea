"""Promise: a timeline says what each task waits for, in the words of asyncio, and what woke it.

"Why does nothing happen here?" is the question that a picture of a run has to answer.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from asyncio_timeline.timeline import Cause
from support.pythons import ENDS, PYTHONS
from support.recorded import record, text, told

WAITS = [
    ("await asyncio.sleep(0)", "sleep(0)"),
    ("await asyncio.sleep(0.01)", "sleep"),
    ("await asyncio.sleep(0.01)", "sleep"),  # in child, which main awaits
    ("await asyncio.create_task(child())", "task"),
    ("await asyncio.gather(child(), child())", "gather"),
    ("await asyncio.wait([asyncio.create_task(child())])", "wait"),
    ("await asyncio.shield(child())", "shield"),
    ("async with asyncio.TaskGroup() as group:", "TaskGroup"),
    ("await each", "as_completed"),
    ("await asyncio.sleep(0)", "sleep(0)"),  # in numbers, over which main loops
    ("await queue.get()", "Queue.get"),
    ("await event.wait()", "Event.wait"),
    ("async with lock:", "Lock.acquire"),
    ("await future", "future"),
    ("await asyncio.to_thread(released.wait)", "executor job"),
]
"""Lines of the program, and the word for what its main task waits for there."""


@pytest.mark.parametrize("version", PYTHONS)
def test_what_a_task_waits_for(version: str, tmp_path: Path) -> None:
    """In the words of asyncio, with the tasks that it waits for."""
    name = "recorded/what_a_task_waits_for"
    timeline = record(version, tmp_path, name)
    waits = [step.wait for step in timeline.steps if step.task == 0 and step.wait]
    assert [(text(name, wait.line), wait.what) for wait in waits] == WAITS
    by_word = {wait.what: wait for wait in waits}
    assert by_word["task"].tasks == (1,)
    assert by_word["gather"].tasks == (2, 3)
    assert by_word["wait"].tasks == (4,)
    assert by_word["shield"].tasks == (5,)
    assert by_word["TaskGroup"].tasks == (6, 7)
    assert by_word["executor job"].job == 0
    assert waits[2].function == "child"


@pytest.mark.parametrize("version", ENDS)
def test_timeouts(version: str, tmp_path: Path) -> None:
    """A timeout says until when, and cancels; `timeout` is no step, the clock is the cause."""
    name = "recorded/timeouts"
    timeline = record(version, tmp_path, name)
    first = timeline.steps[0].wait
    assert first
    assert first.what == "Event.wait"
    assert first.until
    assert timeline.steps[0].start.time + 0.049 < first.until < timeline.steps[0].end.time + 0.051
    assert timeline.steps[1].cause == Cause("timer")
    entered = [each for each in timeline.cancellations if each.through == "timeout"]
    assert [(each.task, each.owner, each.cause) for each in entered] == [
        (0, 0, Cause("timer")) for _ in entered
    ]
    # Before 3.12, wait_for runs what it waits for as a task, which it cancels itself.
    by_timeout = "the timeout of main asks main to cancel | async with asyncio.timeout(0.05):"
    by_wait_for = (
        "main asks Event.wait to cancel"
        if PYTHONS[version].version == "3.11"
        else "the timeout of main asks main to cancel"
        " | await asyncio.wait_for(asyncio.Event().wait(), 0.05)"
    )
    assert told(name, timeline, " asks ") == [by_timeout, by_wait_for]


@pytest.mark.parametrize("version", ENDS)
def test_callbacks(version: str, tmp_path: Path) -> None:
    """A callback of the program is a step; one of the library passes its cause on.

    Readers wrote the one and see it; of the other they have never heard.
    """
    name = "recorded/callbacks"
    timeline = record(version, tmp_path, name)
    steps = timeline.steps
    assert [step.callback for step in steps] == [
        None, "own", None, "own", None, None, "<lambda>", None, None, None, None,
    ]  # fmt: skip
    assert [step.cause for step in steps[1:]] == [
        Cause("step", 0),
        Cause("step", 1),
        Cause("timer"),
        Cause("step", 3),
        Cause("step", 4),
        Cause("step", 5),
        Cause("step", 6),
        Cause("step", 7),
        Cause("step", 7),
        Cause("step", 9),
    ]
    assert told(name, timeline, "goes on") == [
        "main goes on: callback own woke it | await event.wait()",
        "main goes on: callback own woke it | await event.wait()",
        "main goes on: callback <lambda> woke it | await event.wait()",
        "main goes on: child 3 has ended | await asyncio.gather(child(), child())",
    ]
    assert [each.step for each in timeline.prints] == [1, 3, 6]


@pytest.mark.parametrize("version", ENDS)
def test_a_thread_wakes_the_loop(version: str, tmp_path: Path) -> None:
    """Another thread's call is its job's doing, if it is one of the program's threads."""
    name = "recorded/a_thread_wakes_the_loop"
    timeline = record(version, tmp_path, name)
    (job,) = timeline.jobs
    assert (job.kind, job.function, job.lane, job.outcome) == ("thread", "tell", "teller", "result")
    assert job.task == 0
    assert (text(name, job.line) or "").startswith("threading.Thread(target=tell")
    assert timeline.steps[1].cause == Cause("job", 0)
    assert [(each.text, each.job, each.step) for each in timeline.prints] == [("telling", 0, None)]
