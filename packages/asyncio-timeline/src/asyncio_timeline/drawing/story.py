"""What a timeline means: who is called what, and who woke whom. In: a `Timeline`. Out: a `Story`.

Words and drawing tell one story, so that a sentence and an arrow cannot disagree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from asyncio_timeline.drawing.blocking import blocks
from asyncio_timeline.drawing.lanes import LANES
from asyncio_timeline.timeline import (
    TABLES,
    Cause,
    Job,
    LaneKind,
    Line,
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
             has the time at which it was due, and the place in the order of the last event before
    step     the step `by` (an index)
    job      the job `by` (an index)
    request  the request to cancel, `by` in `Timeline.cancellations`
    outside  anything else, or it is not known who

    `ended` says that the task waited for the very task or job that ended in `by`; else it was woken
    in passing. A wake is `beforehand` if that had ended before the task began to wait, so that it
    was ready at once. `behind` is the step (an index) that kept the loop busy once a late timer was
    due. `cancelled` says that CancelledError was raised where the task waited.
    """

    at: Moment
    kind: Literal["turn", "timer", "step", "job", "request", "outside"]
    by: int | None = None
    ended: bool = False
    late: bool = False
    behind: int | None = None
    beforehand: bool = False
    cancelled: bool = False


@dataclass(frozen=True)
class ThreadWait:
    """A job (an index) was in `result()` until `task` (an id) ended, from `start` on, at `line`."""

    start: Moment
    end: Moment
    line: int
    task: int
    job: int
    file: str | None = None


class Story:
    """A run whose times count from its first event, with what its records mean together.

    names    what each task is called, by its id
    workers  what each thread, process and interpreter is called, in the order of their first jobs
    wakes    what woke each step that went on after a wait, and each callback if that is known, by
             the index of the step
    thread_waits  the jobs in threads that waited for a task
    blocks   the lines that kept the loop to themselves for long
    collected  the line that ran when a task was destroyed, by the id of the task, if it is known
    cut      the last event of a recording that was cut; what came later is not known, except how
             some tasks ended
    digits   how many digits of a second are worth drawing: in long runs milliseconds are noise
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = _from_zero(timeline)
        self.names = _task_names(self.timeline)
        self.workers = _worker_names(self.timeline.jobs)
        self.wakes = dict(_wakes(self.timeline))
        self.thread_waits = list(_thread_waits(self.timeline))
        self.blocks = list(blocks(self.timeline))
        self.collected = dict(_collected(self.timeline))
        self.cut = _last_event(self.timeline) if timeline.cut else None
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


def _last_event(timeline: Timeline) -> Moment:
    """The last one that took room in the recording."""
    events = [
        *(task.created for task in timeline.tasks[-1:]),
        *(step.start for step in timeline.steps[-1:]),
        *(job.submitted for job in timeline.jobs[-1:]),
        *(line.at for line in timeline.prints[-1:]),
        *(request.at for request in timeline.cancellations[-1:]),
        *(ran.at for ran in timeline.lines[-1:]),
    ]
    last = max(events, default=timeline.end)
    under_way = [step.end for step in timeline.steps if step.start <= last < step.end]
    return min(under_way, default=last)


# ---------------------------------------------------------------------- what ran meanwhile


def _thread_waits(timeline: Timeline) -> Iterable[ThreadWait]:
    """Each task that a job awaited which handed it to the loop, with the line it was in by then."""
    first: dict[int | None, Cause] = {}
    ends: dict[int | None, Moment] = {}
    for step in timeline.steps:
        first.setdefault(step.task, step.cause)
        if step.outcome is not None:
            ends[step.task] = step.end
    for task in timeline.tasks:
        cause, end = first.get(task.id), ends.get(task.id)
        if not task.awaited_by_thread or cause is None or cause.kind != "job" or end is None:
            continue
        lines = [ran for ran in timeline.lines if ran.job == cause.index and ran.at < end]
        if lines and cause.index is not None:
            start = max(lines[-1].at, task.created)
            last = lines[-1]
            yield ThreadWait(start, end, last.line, task.id, cause.index, last.file)


def _collected(timeline: Timeline) -> Iterable[tuple[int, Line]]:
    """Each task that was destroyed while the program ran a line, and that line.

    That is the last line that began before, if what ran it still ran: any line that makes or drops
    an object may run the garbage collector. With jobs running it could be the line of another.
    """
    for task in timeline.tasks:
        if task.outcome != "destroyed" or task.ended is None:
            continue
        number = bisect_right(timeline.lines, task.ended.order, key=lambda ran: ran.at.order)
        at = task.ended.order
        jobs = any(
            job.start and job.start.order < at and (job.end is None or at < job.end.order)
            for job in timeline.jobs
        )
        if number == 0 or jobs:
            continue
        last = timeline.lines[number - 1]
        if last.step is None:  # the script's own code: it runs as long as another line follows
            runs = any(ran.step is None and ran.job is None for ran in timeline.lines[number:])
        else:
            runs = at <= timeline.steps[last.step].end.order
        if runs and last.job is None:
            yield task.id, last


# ------------------------------------------------------------------------------- wakes


def _wakes(timeline: Timeline) -> Iterable[tuple[int, Wake]]:
    """For each step that something woke, its index and what that was."""
    requests: dict[int, list[int]] = {}
    for index, request in enumerate(timeline.cancellations):
        requests.setdefault(request.task, []).append(index)
    events = sorted(
        [
            *(step.start for step in timeline.steps),
            *(step.end for step in timeline.steps),
            *(ran.at for ran in timeline.lines),
        ]
    )
    waiting: dict[int, Step] = {}
    for step in timeline.steps:
        if step.task is None:
            if wake := _call(timeline, step):
                yield step.index, wake
            continue
        if before := waiting.pop(step.task, None):
            yield step.index, _wake(timeline, events, before, step, requests.get(step.task, []))
        if step.wait is not None:
            waiting[step.task] = step


def _wake(
    timeline: Timeline, events: list[Moment], before: Step, after: Step, requests: list[int]
) -> Wake:
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
    for index, request in asked.items():
        if request.at.order > before.end.order and request.cause == cause:
            return Wake(request.at, "request", index, cancelled=True)
    if cause.kind == "timer":
        return _timed(timeline, events, wait, after, cancelled=cancelled)
    if cause.kind == "step" and cause.index is not None:
        other = timeline.steps[cause.index]
        ended = other.outcome is not None and other.task in wait.tasks
        if ended and wait.what == "task":
            cancelled = cancelled and other.outcome == "cancelled"
        if other.end.order > before.end.order:
            return Wake(other.end, "step", cause.index, ended=ended, cancelled=cancelled)
        if ended:
            at = before.end
            return Wake(at, "step", cause.index, ended=True, beforehand=True, cancelled=cancelled)
    if cause.kind == "job" and cause.index is not None:
        end = timeline.jobs[cause.index].end
        over = end is not None and before.end.order < end.order < after.start.order
        at = end if end is not None and over else after.start
        ended = over and wait.job in (cause.index, None) and wait.what == "executor job"
        return Wake(at, "job", cause.index, ended=ended, cancelled=cancelled)
    return Wake(after.start, "outside", cancelled=cancelled)


def _timed(
    timeline: Timeline, events: list[Moment], wait: Wait, after: Step, *, cancelled: bool
) -> Wake:
    """A wake by the clock, which was due at `wait.until`, if that is known."""
    due = wait.until
    if due is None or after.start.time - due <= LATE:
        return Wake(after.start, "timer", cancelled=cancelled)
    first = max(0, bisect_right(timeline.steps, due, key=lambda step: step.start.time) - 1)
    meanwhile = timeline.steps[first : after.index]
    holder = max(meanwhile, key=lambda step: _from(due, step), default=after)
    behind = holder.index if holder is not after and _from(due, holder) > LATE else None
    before = bisect_right(events, due, key=lambda event: event.time)
    at = Moment(events[before - 1].order if before else 0, due)
    return Wake(at, "timer", late=True, behind=behind, cancelled=cancelled)


def _from(time: float, step: Step) -> float:
    """How many seconds a step took from that time on."""
    return step.end.time - max(step.start.time, time)


def _call(timeline: Timeline, callback: Step) -> Wake | None:
    """What made the loop call a function of the program: the step that ended before it did."""
    index = callback.cause.index
    if callback.cause.kind != "step" or index is None:
        return None
    end = timeline.steps[index].end
    return Wake(end, "step", index) if end.order < callback.start.order else None
