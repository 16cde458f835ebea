"""What a timeline means: who is called what, and who woke whom. In: a `Timeline`. Out: a `Story`.

Words and drawing tell one story, so that a sentence and an arrow cannot disagree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from asyncio_timeline.drawing.lanes import LANES
from asyncio_timeline.timeline import (
    TABLES,
    Job,
    LaneKind,
    Moment,
    Step,
    Timeline,
    Wait,
)

LATE = 0.01
"""A timer that was due more seconds before the task went on than this had to wait for the loop."""

Worker = tuple[LaneKind, str | None]
"""Who runs jobs: its kind and its name in the timeline; None is nobody."""


@dataclass(frozen=True)
class Wake:
    """How a wait ended: `at` this moment the task was ready to run again.

    turn     `sleep(0)`: it was ready all the time, and the others have had their turn
    timer    the clock. If the loop was busy when the timer was due, the wake is `late`: then `at`
             has the time at which it was due, and the place in the order of the step that followed
    step     the step `by` (an index)
    job      the job `by` (an index), which ended
    request  asyncio's own request to cancel, `by` in `Timeline.cancellations`
    outside  anything else, or it is not known who

    A wake is `beforehand` if what the task waits for had ended before it began to wait, so that it
    was ready at once. `cancelled` says that CancelledError was raised where the task waited.
    """

    at: Moment
    kind: Literal["turn", "timer", "step", "job", "request", "outside"]
    by: int | None = None
    late: bool = False
    beforehand: bool = False
    cancelled: bool = False


class Story:
    """A run whose times count from its first event, with what its records mean together.

    names    what each task is called, by its id
    workers  what each thread, process and interpreter is called, in the order of their first jobs
    wakes    what woke each step that went on after a wait, and each callback if that is known, by
             the index of the step
    digits   how many digits of a second are worth drawing: in long runs milliseconds are noise
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = _from_zero(timeline)
        self.names = _task_names(self.timeline)
        self.workers = _worker_names(self.timeline.jobs)
        self.wakes = dict(_wakes(self.timeline))
        self.digits = 3 if timeline.simulated or self.timeline.end.time < 0.1 else 2


def short_name(qualified: str) -> str:
    """`main.<locals>.tweet` is called `tweet`, `Blog.publish` keeps its class."""
    return qualified.rpartition("<locals>.")[2] or "task"


# ------------------------------------------------------------------------------- times


def _from_zero(timeline: Timeline) -> Timeline:
    """The same run with times that count from its first event.

    What comes before is the interpreter reading the script, which takes as long as it takes.
    """
    firsts = [task.created.time for task in timeline.tasks[:1]]
    firsts += [line.at.time for line in timeline.prints[:1]]
    firsts += [job.submitted.time for job in timeline.jobs[:1]]
    firsts += [step.start.time for step in timeline.steps[:1]]
    zero = min(firsts, default=0.0)
    return _earlier(timeline, zero) if zero > 0.0005 else timeline


def _earlier(record: Any, by: float) -> Any:
    """A record of the timeline with every time in it `by` seconds earlier."""
    changed: dict[str, Any] = {}
    for fact in fields(record):
        value = getattr(record, fact.name)
        if isinstance(value, Moment):
            changed[fact.name] = Moment(value.order, round(value.time - by, 6))
        elif isinstance(value, Wait):
            until = None if value.until is None else round(value.until - by, 6)
            changed[fact.name] = replace(value, until=until)
        elif fact.name in TABLES and isinstance(record, Timeline):
            changed[fact.name] = tuple(_earlier(row, by) for row in value)
    return replace(record, **changed)


# ------------------------------------------------------------------------------- names


def _task_names(timeline: Timeline) -> list[str]:
    """The name that the program gave a task, or else its coroutine's.

    asyncio calls a task `Task-7` if nobody names it (Lib/asyncio/tasks.py, `_task_name_counter`),
    which says nothing to a reader. Names that several tasks share are numbered.
    """
    return _numbered(
        short_name(task.coroutine)
        if not task.name or re.fullmatch(r"Task-\d+", task.name)
        else task.name
        for task in timeline.tasks
    )


def _numbered(names: Iterable[str]) -> list[str]:
    names = list(names)
    shared = Counter(names)
    counts: Counter[str] = Counter()
    numbered: list[str] = []
    for name in names:
        counts[name] += 1
        numbered.append(f"{name} {counts[name]}" if shared[name] > 1 else name)
    return numbered


def _worker_names(jobs: Iterable[Job]) -> dict[Worker, str]:
    names: dict[Worker, str] = {}
    counts: Counter[LaneKind] = Counter()
    for job in jobs:
        kind, name = worker = (job.kind, job.lane)
        if worker in names:
            continue
        if name is None:
            names[worker] = f"{kind}: not started"
        elif LANES[kind].words.named:
            names[worker] = name if kind in name.lower() else f"{kind} {name}"
        else:
            counts[kind] += 1
            names[worker] = f"{kind} {counts[kind]}"
    return names


# ------------------------------------------------------------------------------- wakes


def _wakes(timeline: Timeline) -> Iterable[tuple[int, Wake]]:
    """For each step that something woke, its index and what that was."""
    requests: dict[int, list[int]] = {}
    for index, request in enumerate(timeline.cancellations):
        requests.setdefault(request.task, []).append(index)
    waiting: dict[int, Step] = {}
    for step in timeline.steps:
        if step.task is None:
            if wake := _call(timeline, step):
                yield step.index, wake
            continue
        if before := waiting.pop(step.task, None):
            yield step.index, _wake(timeline, before, step, requests.get(step.task, []))
        if step.wait is not None:
            waiting[step.task] = step


def _wake(timeline: Timeline, before: Step, after: Step, requests: list[int]) -> Wake:
    """How the wait between two steps of a task ended. `requests` are all that asked the task."""
    wait, cause = before.wait, after.cause
    assert wait is not None
    asked = {
        index: request
        for index in requests
        if before.start.order < (request := timeline.cancellations[index]).at.order
        and request.at.order < after.start.order
    }
    cancelled = bool(asked)
    if wait.what == "sleep(0)":
        return Wake(before.end, "turn", cancelled=cancelled)
    if cause.kind == "timer" and wait.until is not None:
        if after.start.time - wait.until > LATE:
            due = Moment(after.start.order, wait.until)
            return Wake(due, "timer", late=True, cancelled=cancelled)
        return Wake(after.start, "timer", cancelled=cancelled)
    for index, request in asked.items():
        waits = request.at.order > before.end.order
        if waits and request.through is not None and request.cause == cause:
            return Wake(request.at, "request", index, cancelled=True)
    if cause.kind == "step" and cause.index is not None:
        other = timeline.steps[cause.index]
        if other.end.order > before.end.order:
            return Wake(other.end, "step", cause.index, cancelled=cancelled)
        if other.outcome and other.task in wait.tasks:
            at = before.end
            return Wake(at, "step", cause.index, beforehand=True, cancelled=cancelled)
    if cause.kind == "job" and cause.index is not None:
        ended = timeline.jobs[cause.index].end
        if ended is not None and before.end.order < ended.order < after.start.order:
            return Wake(ended, "job", cause.index, cancelled=cancelled)
    kind: Literal["timer", "outside"] = "timer" if cause.kind == "timer" else "outside"
    return Wake(after.start, kind, cancelled=cancelled)


def _call(timeline: Timeline, callback: Step) -> Wake | None:
    """What made the loop call a function of the program: the step that ended before it did."""
    index = callback.cause.index
    if callback.cause.kind != "step" or index is None:
        return None
    end = timeline.steps[index].end
    return Wake(end, "step", index) if end.order < callback.start.order else None
