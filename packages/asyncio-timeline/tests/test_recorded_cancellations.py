"""Promise: a timeline says who asked which task to cancel, and who passed it on.

`CancelledError` names nobody. Whoever wonders why a task was cancelled has only this to go by.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from asyncio_timeline.timeline import Cause
from support.pythons import ENDS, PYTHONS
from support.recorded import record, told

CANCELS = "to cancel"


@pytest.mark.parametrize("version", ENDS)
def test_cancellations(version: str, tmp_path: Path) -> None:
    """Who cancelled whom: a step, a group whose child failed in a step, or `asyncio.run`."""
    name = "recorded/cancellations"
    timeline = record(version, tmp_path, name)
    group = "as fails has failed | async with asyncio.TaskGroup() as group:"
    assert told(name, timeline, CANCELS) == [
        "main asks waits 1 to cancel",
        f"the task group of main asks waits 2 to cancel, {group}",
        f"the task group of main asks main to cancel, {group}",
        *(f"asyncio.run asks waits {number} to cancel" for number in (3, 4, 5, 6, 7)),
    ]
    failed = next(step for step in timeline.steps if step.outcome == "exception")
    canceller = timeline.steps[2]
    assert canceller.task == 0
    assert [(each.cause, each.through, each.owner) for each in timeline.cancellations] == [
        (Cause("step", canceller.index), None, None),
        (Cause("step", failed.index), "TaskGroup", 0),
        (Cause("step", failed.index), "TaskGroup", 0),
        *[(Cause("outside"), "asyncio.run", None)] * 5,
    ]
    assert timeline.steps[-1].cause == Cause("outside")
    woken = next(step for step in timeline.steps if step.task == 2 and step.outcome == "cancelled")
    assert woken.cause == Cause("step", failed.index)


@pytest.mark.parametrize("version", ENDS)
def test_who_asks_in_one_step(version: str, tmp_path: Path) -> None:
    """A step that asks by itself and leaves a group; the timeline tells the one from the other."""
    name = "recorded/asks_twice_in_one_step"
    timeline = record(version, tmp_path, name)
    assert told(name, timeline, CANCELS) == [
        "main asks waits 1 to cancel",
        "the task group of main asks waits 2 to cancel | async with asyncio.TaskGroup() as group:",
        "main asks itself to cancel",
    ]
    step = next(step.index for step in timeline.steps if step.task == 0 and step.index)
    own = next(each for each in timeline.steps if each.index > step and each.task == 0)
    assert [each.cause for each in timeline.cancellations] == [
        Cause("step", step),
        Cause("step", step),
        Cause("step", own.index),
    ]


@pytest.mark.parametrize("version", ENDS)
def test_requests_passed_on(version: str, tmp_path: Path) -> None:
    """A task passes a request on to what it awaits, alone or gathered, unless that is shielded."""
    name = "recorded/requests_passed_on"
    timeline = record(version, tmp_path, name)
    passed_on = "passes the request on to"
    both = [each for each in told(name, timeline, "") if CANCELS in each or passed_on in each]
    assert both == [
        "main asks awaits 2 to cancel",
        "awaits 2 passes the request on to awaits 1, which it waits for",
        "awaits 1 passes the request on to waits 1, which it waits for",
        "main asks waits 2 to cancel",
        "the timeout of main asks main to cancel | async with asyncio.timeout(0.02):",
        "main passes the request on to waits 4, which it waits for",
        "asyncio.run asks waits 3 to cancel",
    ]
    assert [(each.through, each.owner) for each in timeline.cancellations] == [
        (None, None),
        ("await", 3),
        ("await", 2),
        (None, None),
        ("timeout", 0),
        ("await", 0),
        ("asyncio.run", None),
    ]


@pytest.mark.parametrize("options", [(), ("--simulated",)], ids=["real", "simulated"])
@pytest.mark.parametrize("version", ENDS)
def test_requests_that_a_count_hides(
    version: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    """One that a timeout takes back, one that a group makes anew, one beside another."""
    name = "recorded/requests_that_hide"
    timeline = record(version, tmp_path, name, *options)
    passed_on = "passes the request on to"
    both = [each for each in told(name, timeline, "") if CANCELS in each or passed_on in each]
    block = "async with asyncio.TaskGroup() as group:"
    anew = f"the task group of is_asked_anew asks is_asked_anew to cancel | {block}"
    assert both == [
        "the timeout of takes_back asks takes_back to cancel | async with asyncio.timeout(0.02):",
        "takes_back asks itself to cancel",
        "main asks is_asked_anew to cancel",
        # Up to Python 3.12 a group forgets that others have asked its parent.
        *([] if version == "3.11" else [anew]),
        "main asks inner to cancel",
        "main asks outer to cancel",
        "outer passes the request on to inner, which it waits for",
    ]


@pytest.mark.parametrize("options", [(), ("--simulated",)], ids=["real", "simulated"])
@pytest.mark.parametrize("version", ENDS)
def test_requests_by_others(version: str, options: tuple[str, ...], tmp_path: Path) -> None:
    """A timer and a thread ask; `asyncio.run` in a thread does, too."""
    name = "recorded/requests_by_others"
    timeline = record(version, tmp_path, name, *options)
    assert told(name, timeline, CANCELS) == [
        "a timer asks waits 1 to cancel",
        "thread asyncio_0 asks waits 2 to cancel",
        "asyncio.run asks waits 3 to cancel",
        "asyncio.run asks waits 4 to cancel",
    ]
    assert [(each.cause, each.through) for each in timeline.cancellations] == [
        (Cause("timer"), None),
        (Cause("job", 0), None),
        (Cause("job", 1), "asyncio.run"),
        (Cause("job", 1), "asyncio.run"),
    ]


@pytest.mark.skipif("3.15" not in PYTHONS, reason="TaskGroup.cancel is new in 3.15")
def test_a_group_that_is_cancelled(tmp_path: Path) -> None:
    """A step calls `TaskGroup.cancel`; the group asks its children and its parent."""
    name = "recorded/group_cancel"
    timeline = record("3.15", tmp_path, name)
    assert {each.partition(" | ")[0] for each in told(name, timeline, CANCELS)} == {
        "the task group of main asks waits to cancel",
        "the task group of main asks main to cancel",
    }
    found = {(each.task, each.through, each.owner) for each in timeline.cancellations}
    assert found == {(1, "TaskGroup", 0), (0, "TaskGroup", 0)}


def test_very_many_tasks(tmp_path: Path) -> None:
    """With more tasks than are looked at each time, who asked may be unknown, but never wrong."""
    timeline = record(ENDS[-1], tmp_path, "recorded/twelve_hundred_tasks")
    first, second, *rest = timeline.cancellations
    assert (first.task, first.cause, first.through) == (8, Cause("outside"), None)
    assert first.at < next(step.start for step in timeline.steps if step.outcome == "cancelled")
    assert (second.task, second.through) == (0, "timeout")
    assert [each.task for each in rest] == [task for task in range(1, 1_201) if task != 8]
    assert {each.through for each in rest} == {"asyncio.run"}
