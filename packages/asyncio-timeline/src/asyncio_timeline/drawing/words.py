"""A timeline in words: one short sentence for each moment. In: a `Timeline`. Out: rows, a summary.

A row reads as a sentence: its time, `who`, `what`, and the line of the program, if one is known.
The words are those of asyncio; lines and names are those of the program. Nothing here is HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from asyncio_timeline.timeline import (
    Cancellation,
    Job,
    LaneKind,
    Moment,
    Outcome,
    Step,
    Timeline,
    Wait,
)

PROGRAM = "the program"
"""Who acts outside of the loop: the script itself, and `asyncio.run`."""

CALLBACKS = "callbacks"

LONGEST = 80
"""How many characters of a printed line or of a value a row quotes."""


@dataclass(frozen=True)
class Row:
    """What happened at one moment.

    `task`, `step` and `job` are indices into the tables of the timeline; `printed` is how many of
    `Timeline.prints` have come out once this has happened.
    """

    at: Moment
    who: str
    what: str
    line: int | None = None
    task: int | None = None
    step: int | None = None
    job: int | None = None
    printed: int = 0

    @property
    def sentence(self) -> str:
        """`0.100 s: tweet sleeps until 0.300 s (line 12)`."""
        place = "" if self.line is None else f" (line {self.line})"
        return f"{seconds(self.at.time)}: {self.who} {self.what}{place}"


def seconds(time: float) -> str:
    """A time in the words of a row: always milliseconds, so that times line up."""
    return f"{time:.3f} s"


def short_seconds(time: float, digits: int = 3) -> str:
    """A time where space is short: `0.3 s`, without zeros that say nothing."""
    return (f"{time:.{digits}f}".rstrip("0").rstrip(".") or "0") + " s"


def digits(timeline: Timeline) -> int:
    """How many digits of a second the drawing shows: in long runs milliseconds are noise."""
    return 3 if timeline.simulated or timeline.end.time < 0.1 else 2


def from_zero(timeline: Timeline) -> Timeline:
    """The same run with times that count from its first event.

    What comes before is the interpreter reading the script, which takes as long as it takes.
    """
    firsts = [each.created.time for each in timeline.tasks[:1]]
    firsts += [each.at.time for each in timeline.prints[:1]]
    firsts += [each.submitted.time for each in timeline.jobs[:1]]
    firsts += [each.start.time for each in timeline.steps[:1]]
    zero = min(firsts, default=0.0)
    return _earlier(timeline, zero) if zero > 0.0005 else timeline


_RUN_TABLES = ("tasks", "steps", "jobs", "prints", "cancellations", "lines")


def _earlier(record: Any, by: float) -> Any:
    """A record of the timeline with every time in it `by` seconds earlier."""
    changed: dict[str, Any] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, Moment):
            changed[each.name] = Moment(value.order, round(value.time - by, 6))
        elif isinstance(value, Wait):
            until = None if value.until is None else round(value.until - by, 6)
            changed[each.name] = replace(value, until=until)
        elif each.name in _RUN_TABLES and isinstance(record, Timeline):
            changed[each.name] = tuple(_earlier(row, by) for row in value)
    return replace(record, **changed)


# ------------------------------------------------------------------------------- names


def names(timeline: Timeline) -> list[str]:
    """What each task is called: the name the program gave it, or else its coroutine's.

    asyncio calls a task `Task-7` if nobody names it (Lib/asyncio/tasks.py, `_task_name_counter`),
    which says nothing to a reader. Names that several tasks share are numbered.
    """
    given = [
        _short_name(task.coroutine)
        if not task.name or re.fullmatch(r"Task-\d+", task.name)
        else task.name
        for task in timeline.tasks
    ]
    return _numbered(given)


def lane_names(timeline: Timeline) -> dict[tuple[LaneKind, str | None], str]:
    """What each thread, process and interpreter is called, in the order of their first jobs.

    Processes and interpreters are counted, as the names that Python gives them hold ids that
    differ from run to run. None is the lane of jobs that nobody ran.
    """
    found: dict[tuple[LaneKind, str | None], str] = {}
    counts: Counter[str] = Counter()
    for job in timeline.jobs:
        key = (job.kind, job.lane)
        if key in found:
            continue
        if job.lane is None:
            found[key] = f"{job.kind}: not started"
        elif job.kind == "thread":
            found[key] = job.lane if "thread" in job.lane.lower() else f"thread {job.lane}"
        else:
            counts[job.kind] += 1
            found[key] = f"{job.kind} {counts[job.kind]}"
    return found


def _short_name(qualified: str) -> str:
    """`main.<locals>.tweet` is called `tweet`, `Blog.publish` keeps its class."""
    return qualified.rpartition("<locals>.")[2] or "task"


def _numbered(given: list[str]) -> list[str]:
    shared = Counter(given)
    counts: Counter[str] = Counter()
    result: list[str] = []
    for name in given:
        counts[name] += 1
        result.append(f"{name} {counts[name]}" if shared[name] > 1 else name)
    return result


def joined(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; more than five are counted."""
    items = list(words)
    if len(items) > 5:
        items = [*items[:3], f"{len(items) - 3} more"]
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def quoted(text: str) -> str:
    """A printed line or a value, shortened."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


# ------------------------------------------------------------------------------- rows


def table(timeline: Timeline) -> list[Row]:
    """Every moment in order. Each step has a row where it starts and one where it ends."""
    return _Telling(from_zero(timeline)).rows()


def sentences(timeline: Timeline) -> list[str]:
    """The rows of `table`, each as one sentence."""
    return [row.sentence for row in table(timeline)]


class _Telling:
    """What the rows need to know of each other."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.names = names(timeline)
        self.lanes = lane_names(timeline)
        self.first_line: dict[int, int] = {}
        for line in timeline.lines:
            if line.step is not None:
                self.first_line.setdefault(line.step, line.line)
        self.print_orders = [each.at.order for each in timeline.prints]

    def rows(self) -> list[Row]:
        """All of them, sorted by their place in the order."""
        found = [
            *self.of_tasks(),
            *self.of_steps(),
            *self.of_jobs(),
            *self.of_prints(),
            *self.of_cancellations(),
            *self.of_the_end(),
        ]
        found.sort(key=lambda row: row.at.order)
        return found

    def row(
        self,
        at: Moment,
        who: str,
        what: str,
        line: int | None = None,
        *,
        task: int | None = None,
        step: int | None = None,
        job: int | None = None,
    ) -> Row:
        printed = bisect_right(self.print_orders, at.order)
        return Row(at, who, what, line, task, step, job, printed)

    # --------------------------------------------------------------- tasks

    def of_tasks(self) -> Iterable[Row]:
        """Who creates them, and those that end while they do not run."""
        ended = {step.task for step in self.timeline.steps if step.outcome}
        for task in self.timeline.tasks:
            name = self.names[task.id]
            parent = None if task.parent is None else task.parent
            who = "asyncio.run" if parent is None else self.names[parent]
            what = f"creates the task {name}" + (", which starts at once" if task.eager else "")
            yield self.row(task.created, who, what, task.line, task=parent)
            if task.ended and task.id not in ended and task.outcome != "pending":
                yield self.row(task.ended, name, self.ending(task.id, task.outcome), task=task.id)

    def ending(self, task: int | None, outcome: Outcome) -> str:
        """How a task ended."""
        value = None if task is None else self.timeline.tasks[task].value
        if outcome == "result":
            return "is done" + (f" and returns {quoted(value)}" if value else "")
        if outcome == "exception":
            return "fails" + (f": {quoted(value)}" if value else "")
        if outcome == "cancelled":
            return "ends: cancelled"
        if outcome == "destroyed":
            return "is destroyed by the garbage collector before it is done"
        return "is still pending"

    # --------------------------------------------------------------- steps

    def of_steps(self) -> Iterable[Row]:
        """How each begins and how it ends."""
        before: dict[int, Step] = {}
        cancelled = sorted((each.at.order, each.task) for each in self.timeline.cancellations)
        next_cancelled = 0
        asked: set[int] = set()
        for step in self.timeline.steps:
            while next_cancelled < len(cancelled) and (
                cancelled[next_cancelled][0] < step.start.order
            ):
                asked.add(cancelled[next_cancelled][1])
                next_cancelled += 1
            if step.task is None:
                yield from self.of_callback(step)
                continue
            who, last = self.names[step.task], before.get(step.task)
            before[step.task] = step
            if last is None:
                line = self.first_line.get(step.index)
                what = "starts"
                if step.task in asked and step.outcome == "cancelled":
                    what = "is cancelled before it has started"
            else:
                line = last.wait.line if last.wait else None
                what = self.resumption(step, last.wait, step.task in asked)
            asked.discard(step.task)
            yield self.row(step.start, who, what, line, task=step.task, step=step.index)
            if step.wait is not None:
                what, line = self.waiting(step.wait), step.wait.line
            else:
                what, line = self.ending(step.task, step.outcome or "pending"), None
            yield self.row(step.end, who, what, line, task=step.task, step=step.index)

    def of_callback(self, step: Step) -> Iterable[Row]:
        """A function of the program that the loop called."""
        who = f"callback {_short_name(step.callback or '')}"
        line = self.first_line.get(step.index)
        yield self.row(step.start, who, "is called by the loop", line, step=step.index)
        fails = step.outcome == "exception"
        yield self.row(step.end, who, "fails" if fails else "returns", step=step.index)

    def resumption(self, step: Step, wait: Wait | None, cancelled: bool) -> str:
        """Why a task goes on."""
        if cancelled:
            return "goes on: CancelledError is raised where it waits"
        what = wait.what if wait else ""
        cause = step.cause
        if what == "sleep(0)":
            return "goes on: the others have had their turn"
        if cause.kind == "timer":
            return "goes on: its sleep is over" if what == "sleep" else "goes on: the time is up"
        if cause.kind == "job" and cause.index is not None:
            job = self.timeline.jobs[cause.index]
            return f"goes on: {_short_name(job.function)} has ended in its {job.kind}"
        if cause.kind == "step" and cause.index is not None:
            other = self.timeline.steps[cause.index]
            if other.task is None:
                return f"goes on: callback {_short_name(other.callback or '')} woke it"
            if other.task == step.task:
                return "goes on"
            name = self.names[other.task]
            return f"goes on: {name} has ended" if other.outcome else f"goes on: {name} woke it"
        return "goes on"

    def waiting(self, wait: Wait) -> str:
        """What a task waits for."""
        return waiting(wait, self.names, self.timeline.jobs)

    # ---------------------------------------------------------------- jobs

    def of_jobs(self) -> Iterable[Row]:
        """Calls in threads, processes and interpreters."""
        for job in self.timeline.jobs:
            who = PROGRAM if job.task is None else self.names[job.task]
            function = _short_name(job.function)
            lane = self.lanes[job.kind, job.lane]
            article = "an" if job.kind == "interpreter" else "a"
            hands = f"hands {function} to {article} {job.kind}"
            yield self.row(job.submitted, who, hands, job.line, task=job.task, job=job.index)
            if job.start is not None:
                yield self.row(job.start, lane, f"starts {function}", job=job.index)
            if job.end is not None and job.start is None:
                dropped = "is cancelled before anyone starts it"
                yield self.row(job.end, function, dropped, job=job.index)
            elif job.end is not None:
                how = {
                    "result": f"has done {function}",
                    "exception": f"ends {function}, which failed",
                }.get(job.outcome, f"ends {function}")
                yield self.row(job.end, lane, how, job=job.index)

    # ----------------------------------------------- prints and cancellations

    def of_prints(self) -> Iterable[Row]:
        """Each line that came out."""
        for each in self.timeline.prints:
            who, task = PROGRAM, None
            if each.step is not None:
                step = self.timeline.steps[each.step]
                task = step.task
                who = (
                    f"callback {_short_name(step.callback or '')}"
                    if task is None
                    else self.names[task]
                )
            elif each.job is not None:
                job = self.timeline.jobs[each.job]
                who = self.lanes[job.kind, job.lane]
            verb = "prints" if each.stream == "stdout" else "writes to stderr"
            yield self.row(
                each.at,
                who,
                f"{verb} “{quoted(each.text)}”",
                each.line,
                task=task,
                step=each.step,
                job=each.job,
            )

    def of_cancellations(self) -> Iterable[Row]:
        """Who asks whom to cancel."""
        for each in self.timeline.cancellations:
            name = self.names[each.task]
            if each.through is None:
                yield self.of_a_request(each)
            elif each.owner is None:  # asyncio.run, Ctrl-C
                what = f"asks {name} to cancel"
                yield self.row(each.at, each.through, what, each.line, task=each.task)
            elif each.through == "await":
                what = f"passes the request on to {name}, which it waits for"
                yield self.row(each.at, self.names[each.owner], what, task=each.owner)
            else:
                thing = "task group" if each.through == "TaskGroup" else each.through
                who = f"the {thing} of {self.names[each.owner]}"
                what = f"asks {name} to cancel{self.reason(each)}"
                yield self.row(each.at, who, what, each.line, task=each.owner)

    def of_a_request(self, each: Cancellation) -> Row:
        """A step, a job, or who knows who asks a task to cancel."""
        name, index = self.names[each.task], each.cause.index
        what = f"asks {name} to cancel"
        if each.cause.kind == "job" and index is not None:
            job = self.timeline.jobs[index]
            return self.row(each.at, self.lanes[job.kind, job.lane], what, job=index)
        if each.cause.kind == "timer":
            return self.row(each.at, "a timer", what, task=each.task)
        if each.cause.kind == "outside" or index is None:
            return self.row(each.at, name, "is asked to cancel", task=each.task)
        step = self.timeline.steps[index]
        if step.task is None:
            who = f"callback {_short_name(step.callback or '')}"
            return self.row(each.at, who, what, step=index)
        if step.task == each.task:
            what = "asks itself to cancel"
        return self.row(each.at, self.names[step.task], what, task=step.task, step=index)

    def reason(self, each: Cancellation) -> str:
        """Why a task group cancels a task, if that is because another one failed."""
        if each.through != "TaskGroup" or each.cause.kind != "step" or each.cause.index is None:
            return ""
        step = self.timeline.steps[each.cause.index]
        if step.task is None or step.task == each.owner or step.outcome != "exception":
            return ""
        return f", as {self.names[step.task]} has failed"

    def of_the_end(self) -> Iterable[Row]:
        """The last moment, and what is left."""
        left = [self.names[task.id] for task in self.timeline.tasks if task.outcome == "pending"]
        if self.timeline.cut:
            yield self.row(self.timeline.end, PROGRAM, "goes on; the rest was not recorded")
        elif left:
            verb = "is" if len(left) == 1 else "are"
            yield self.row(self.timeline.end, PROGRAM, f"ends; {joined(left)} {verb} still pending")
        else:
            yield self.row(self.timeline.end, PROGRAM, "ends")


def waiting(wait: Wait, called: list[str], jobs: tuple[Job, ...]) -> str:
    """What a task waits for, as the rest of a sentence that begins with its name."""
    limit = "" if wait.until is None else f", at most until {seconds(wait.until)}"
    if wait.what == "sleep(0)":
        return "lets the others run: sleep(0)"
    if wait.what == "sleep":
        return "sleeps" + ("" if wait.until is None else f" until {seconds(wait.until)}")
    if wait.job is not None:
        job = jobs[wait.job]
        article = "an" if job.kind == "interpreter" else "a"
        return f"waits for {_short_name(job.function)} in {article} {job.kind}{limit}"
    tasks = joined(called[task] for task in wait.tasks)
    if tasks and wait.what == "task":
        return f"waits for {tasks}{limit}"
    if tasks:
        return f"waits for {tasks} in {wait.what}{limit}"
    article = {"future": "a ", "task": "a ", "executor job": "an "}.get(wait.what, "")
    return f"waits for {article}{wait.what}{limit}"


def brief_waiting(
    wait: Wait, called: list[str], jobs: tuple[Job, ...], digits: int = 3
) -> list[str]:
    """What a task waits for in ever fewer words: the drawing takes the first that fits."""
    if wait.what == "sleep(0)":
        return []
    if wait.what == "sleep":
        if wait.until is None:
            return ["sleep"]
        until = short_seconds(wait.until, digits)
        return [f"sleep until {until}", f"until {until}", f"→ {until}", "sleep"]
    if wait.job is not None:
        job = jobs[wait.job]
        function = _short_name(job.function)
        return [
            f"waits for {function} in its {job.kind}",
            f"waits for {function}",
            function,
            "waits",
        ]
    whom = [called[task] for task in wait.tasks]
    if whom:
        every = joined(whom)
        few = "a task" if len(whom) == 1 else f"{len(whom)} tasks"
        return [f"waits for {every}", f"waits for {few}", few, "waits"]
    return [f"waits for {wait.what}", wait.what]


# ----------------------------------------------------------------------------- summary


def summary(timeline: Timeline) -> str:
    """The run in one sentence, for those who do not see the drawing."""
    timeline = from_zero(timeline)
    called = names(timeline)
    clock = " of simulated time" if timeline.simulated else ""
    parts = [
        f"{_count(len(timeline.tasks), 'task')} in {_count(len(timeline.steps), 'step')} "
        f"and {seconds(timeline.end.time)}{clock}"
    ]
    for kind in ("thread", "process", "interpreter"):
        jobs = sum(job.kind == kind for job in timeline.jobs)
        if jobs:
            plural = kind + ("es" if kind == "process" else "s")
            parts.append(f"{_count(jobs, 'call')} in {plural}")
    for outcome, verb in _ENDINGS.items():
        whom = [called[task.id] for task in timeline.tasks if task.outcome == outcome]
        if whom:
            parts.append(f"{joined(whom)} {verb}")
    if timeline.cut:
        parts.append("the end was not recorded")
    return "; ".join(parts) + "."


_ENDINGS = {
    "exception": "failed",
    "cancelled": "cancelled",
    "destroyed": "destroyed before the end",
    "pending": "never finished",
}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
