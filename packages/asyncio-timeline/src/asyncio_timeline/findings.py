"""What was slow or wrong in a run, each with its line. In: a `Timeline`. Out: `Finding`s.

    blocked       a step kept the loop to itself for long, and who had to wait meanwhile
    kept waiting  a task was ready for long, while many short steps of others came first
    starved       a call had to wait long for a free thread of its pool
    unseen        a task failed, and nobody looked at its exception
    never awaited a coroutine was made and not run
    destroyed     a task was collected as garbage before it was done
    leaked        a task was still pending at the end, or was cancelled by `asyncio.run` there
    swallowed     a task was asked to cancel, and ended as if it had not been

Nothing is guessed from the source: each is what the recording holds. What Python itself says on
stderr, it says there. Of a recording that was cut, its end is not known.

May import: `drawing`, `timeline` and the standard library.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.blocking import BLOCKS
from asyncio_timeline.drawing.story import Story, short_name
from asyncio_timeline.timeline import Moment, Step, Task, Timeline

Kind = Literal[
    "blocked",
    "kept waiting",
    "starved",
    "unseen",
    "never awaited",
    "destroyed",
    "leaked",
    "swallowed",
]


@dataclass(frozen=True)
class Finding:
    """One thing that was slow or wrong. `what` is a sentence; `line` and `file` as in `Task`."""

    kind: Kind
    at: Moment
    what: str
    line: int | None = None
    file: str | None = None


def findings(timeline: Timeline, *, long: float = BLOCKS) -> tuple[Finding, ...]:
    """All of them, in the order in which they happened. `long` is in seconds."""
    story = Story(timeline)
    found = [
        *_blocked(story, long),
        *_kept_waiting(story, long),
        *_starved(story, long),
        *_said_by_python(story),
        *_of_tasks(story),
        *_swallowed(story),
    ]
    return tuple(sorted(found, key=lambda each: each.at))


# -------------------------------------------------------------------------------- slow


def _took(story: Story, step: Step) -> float:
    """How long a step took without those that it started eagerly."""
    inner = (
        other.end.time - other.start.time
        for other in story.timeline.steps[step.index + 1 :]
        if other.start.order < step.end.order and other.end.order < step.end.order
    )
    whole = step.end.time - step.start.time
    return whole - sum(inner) if whole >= BLOCKS / 2 else whole


def _blocked(story: Story, long: float) -> Iterator[Finding]:
    for step in story.timeline.steps:
        if step.end.time - step.start.time < long:
            continue
        took = _took(story, step)
        if took < long:
            continue
        lines = [block for block in story.blocks if block.step == step.index]
        longest = max(lines, key=lambda block: block.seconds, default=None)
        at = step.start if longest is None else longest.at
        line, file = (None, None) if longest is None else (longest.line, longest.file)
        if line is None:
            line, file = _place_of(story, step)
        if longest is not None and took - longest.seconds < long / 2:
            took = longest.seconds  # as the sentence for that moment says
        who = words.runner(story, step)
        what = f"{who} blocks the loop for {words.seconds(took)}"
        waited = _who_waited(story, step)
        if waited:
            what += f"; meanwhile {words.joined(waited)} {_have(waited)} to wait"
        yield Finding("blocked", at, what, line, file)


def _have(names: list[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _place_of(story: Story, step: Step) -> tuple[int | None, str | None]:
    """A line of the step: where its task waits after it, or was created."""
    if step.wait is not None and step.wait.line is not None:
        return step.wait.line, step.wait.file
    if step.task is None:
        return None, None
    task = story.timeline.tasks[step.task]
    return task.line, task.file


def _who_waited(story: Story, step: Step) -> list[str]:
    """The tasks that were ready while a step ran, or became so."""
    names: dict[str, None] = {}
    for other in story.timeline.steps[step.index + 1 :]:
        wake = story.wakes.get(other.index)
        if other.task is None or other.task == step.task or wake is None:
            continue
        if wake.at.time < step.end.time <= other.start.time and wake.kind != "outside":
            names[story.names[other.task]] = None
    return list(names)


def _kept_waiting(story: Story, long: float) -> Iterator[Finding]:
    """Who waited while others took turns, none of whom blocked."""
    steps = story.timeline.steps
    for index, wake in story.wakes.items():
        step = steps[index]
        waited = step.start.time - wake.at.time
        if step.task is None or waited < long or wake.kind in ("outside", "turn"):
            continue
        first = bisect_left(steps, wake.at.time, key=lambda each: each.end.time)
        between = steps[first:index]
        if len(between) < 2 or any(each.end.time - each.start.time >= long for each in between):
            continue
        if sum(each.end.time - each.start.time for each in between) < waited / 2:
            continue  # the machine was busy with something else
        task = story.timeline.tasks[step.task]
        what = (
            f"{story.names[step.task]} was ready for {words.seconds(waited)} before it ran: "
            f"{len(between):,} short steps came first"
        )
        yield Finding("kept waiting", wake.at, what, task.line, task.file)


def _starved(story: Story, long: float) -> Iterator[Finding]:
    jobs = story.timeline.jobs
    for job in jobs:
        if job.kind != "thread" or job.start is None:
            continue
        waited = job.start.time - job.submitted.time
        if waited < long:
            continue
        busy = {
            other.lane
            for other in jobs
            if other.kind == "thread"
            and other.start is not None
            and other.start < job.submitted
            and (other.end is None or other.end > job.submitted)
        }
        if job.lane not in busy:
            continue
        threads = "its thread was" if len(busy) == 1 else f"all {len(busy)} threads were"
        what = f"{short_name(job.function)} waited {words.seconds(waited)}, as {threads} busy"
        yield Finding("starved", job.submitted, what, job.line, job.file)


# ------------------------------------------------------------------------------- wrong

_NEVER_AWAITED = re.compile(r"(?:(.*):(\d+): )?RuntimeWarning: coroutine '(.+)' was never awaited")
_NAME = re.compile(r" name='([^']*)'")


def _said_by_python(story: Story) -> Iterator[Finding]:
    """What Python complains of on stderr."""
    prints = [each for each in story.timeline.prints if each.stream == "stderr"]
    for number, said in enumerate(prints):
        never = _NEVER_AWAITED.match(said.text)
        if never is not None:
            line, file = _line_of(story.timeline, never[1], never[2])
            what = f"the coroutine {short_name(never[3])} was never awaited"
            yield Finding("never awaited", said.at, what, line, file)
        if said.text.endswith("exception was never retrieved"):
            after = prints[number + 1].text if number + 1 < len(prints) else ""
            named = _NAME.search(after)
            task = _called(story.timeline, named[1]) if named else None
            if task is None:
                yield Finding(
                    "unseen", said.at, "a future failed, and nobody looked at its exception"
                )
                continue
            value = f" with {task.value}" if task.value else ""
            what = f"{story.names[task.id]} failed{value}, and nobody looked at its exception"
            yield Finding("unseen", said.at, what, task.line, task.file)


def _called(timeline: Timeline, name: str) -> Task | None:
    failed = (task for task in timeline.tasks if task.name == name)
    return next((task for task in failed if task.outcome == "exception"), None)


def _line_of(
    timeline: Timeline, path: str | None, line: str | None
) -> tuple[int | None, str | None]:
    """A place as Python prints it, if it is one of the program."""
    if path is None or line is None or path in ("sys", "<sys>"):
        return None, None
    path = path.replace("\\", "/")
    for file in sorted({ran.file for ran in timeline.lines if ran.file}):
        if path.endswith(f"/{file}"):
            return int(line), file
    is_main = path.rpartition("/")[2] == timeline.program or path == "<string>"
    return (int(line), None) if is_main else (None, None)


def _of_tasks(story: Story) -> Iterator[Finding]:
    """Tasks that did not come to an end of their own."""
    timeline = story.timeline
    interrupted = any(each.through == "Ctrl-C" for each in timeline.cancellations)
    for task in timeline.tasks:
        name = story.names[task.id]
        if task.outcome == "destroyed" and task.ended is not None:
            what = f"{name} was destroyed by the garbage collector before it was done"
            yield Finding("destroyed", task.ended, what, task.line, task.file)
        if task.outcome == "pending" and not timeline.cut:
            what = f"{name} was still pending at the end"
            yield Finding("leaked", timeline.end, what, task.line, task.file)
    for request in timeline.cancellations:
        if request.through == "asyncio.run" and not interrupted:
            task = timeline.tasks[request.task]
            what = (
                f"{story.names[task.id]} was still running at the end, and asyncio.run cancelled it"
            )
            yield Finding("leaked", request.at, what, task.line, task.file)


def _swallowed(story: Story) -> Iterator[Finding]:
    """Those that caught CancelledError and went on to a result.

    `asyncio.timeout` and task groups cancel the task that entered them and catch that themselves.
    """
    seen: set[int] = set()
    for request in story.timeline.cancellations:
        task = story.timeline.tasks[request.task]
        if task.outcome != "result" or task.ended is None or task.id in seen:
            continue
        own = request.owner == task.id or request.through in ("Ctrl-C", "timeout")
        itself = (
            request.cause.kind == "step"
            and request.cause.index is not None
            and story.timeline.steps[request.cause.index].task == task.id
        )
        if own or itself or task.ended <= request.at:
            continue
        seen.add(task.id)
        what = f"{story.names[task.id]} was asked to cancel, and ended with a result all the same"
        yield Finding("swallowed", request.at, what, task.line, task.file)
