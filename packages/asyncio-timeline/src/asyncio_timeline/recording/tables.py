"""What a recorder has noted so far, and how that becomes a `Timeline`.

The records change while the program runs and refer to one another; those of `timeline` are fixed
and refer by index. Order is settled last, by time and then by when it was noted: what another
process or a simulated thread did is often known later than it happened.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from asyncio_timeline.timeline import (
    Cancellation,
    Cause,
    Job,
    LaneKind,
    Line,
    Moment,
    Outcome,
    Print,
    Step,
    Task,
    Through,
    Timeline,
    Wait,
)


class At(NamedTuple):
    """When something was noted: seconds on the recorder's clock, and the how manieth note."""

    time: float
    noted: int


def _nothing() -> None:
    """Stands in for a weak reference."""


@dataclass(eq=False)
class TaskRecord:
    """A task. `task` does not keep it alive; `hidden`: the runner's own, not the program's."""

    name: str
    coroutine: str
    parent: TaskRecord | None
    line: int | None
    created: At
    hidden: bool
    id: int = -1
    ended: At | None = None
    outcome: Outcome = "pending"
    value: str | None = None
    eager: bool = False
    asked_to_cancel: int = 0
    task: Callable[[], Any] = _nothing


@dataclass(eq=False)
class JobRecord:
    """A job."""

    index: int
    kind: LaneKind
    function: str
    task: TaskRecord | None
    line: int | None
    submitted: At
    lane: str | None = None
    start: At | None = None
    end: At | None = None
    outcome: Outcome = "pending"


@dataclass(frozen=True)
class CauseRecord:
    """Who made a step ready."""

    kind: Literal["step", "job", "timer", "outside"]
    step: StepRecord | None = None
    job: JobRecord | None = None


@dataclass(eq=False)
class StepRecord:
    """A step. `part_of` is set if it turned out to be no step but a part of another, or of none."""

    task: TaskRecord | None
    callback: str | None
    start: At
    cause: CauseRecord
    end: At | None = None
    wait: Wait | None = None
    outcome: Outcome | None = None
    void: bool = False
    part_of: StepRecord | None = None

    @property
    def kept(self) -> StepRecord | None:
        """The step that the timeline shows for this one."""
        step: StepRecord | None = self
        while step is not None and step.void:
            step = step.part_of
        return step


class PrintRecord(NamedTuple):
    """A line that was printed."""

    at: At
    text: str
    stream: Literal["stdout", "stderr"]
    line: int | None
    step: StepRecord | None
    job: JobRecord | None


class LineRecord(NamedTuple):
    """A line that was executed."""

    at: At
    line: int
    step: StepRecord | None
    job: JobRecord | None


class Asker(NamedTuple):
    """Who asks a task to cancel: what `timeline.Cancellation` says of that."""

    cause: CauseRecord
    through: Through | None = None
    owner: TaskRecord | None = None
    line: int | None = None


class CancellationRecord(NamedTuple):
    """A task was asked to cancel."""

    at: At
    task: TaskRecord
    asker: Asker


@dataclass
class Tables:
    """All that was noted."""

    tasks: list[TaskRecord] = field(default_factory=list[TaskRecord])
    steps: list[StepRecord] = field(default_factory=list[StepRecord])
    jobs: list[JobRecord] = field(default_factory=list[JobRecord])
    prints: list[PrintRecord] = field(default_factory=list[PrintRecord])
    cancellations: list[CancellationRecord] = field(default_factory=list[CancellationRecord])
    lines: list[LineRecord] = field(default_factory=list[LineRecord])

    def timeline(
        self, program: str, *, simulated: bool, start: float, end: At, cut: bool
    ) -> Timeline:
        """The tables as data. `start` is the time on the clock that counts as 0."""
        steps = [step for step in self.steps if not step.void]
        index = {id(step): place for place, step in enumerate(steps)}
        moments = _moments([*self._all_moments(), end], start)

        def number(step: StepRecord | None) -> int | None:
            kept = None if step is None else step.kept
            return None if kept is None else index[id(kept)]

        def cause(record: CauseRecord) -> Cause:
            if record.job is not None:
                return Cause("job", record.job.index)
            if record.kind == "step":
                place = number(record.step)
                return Cause("outside") if place is None else Cause("step", place)
            return Cause(record.kind)

        def moment(at: At | None) -> Moment | None:
            return None if at is None else moments[at]

        return Timeline(
            program=program,
            python=".".join(map(str, sys.version_info[:2])),
            simulated=simulated,
            end=moments[end],
            tasks=tuple(
                Task(
                    id=task.id,
                    name=task.name,
                    coroutine=task.coroutine,
                    parent=None if task.parent is None else task.parent.id,
                    line=task.line,
                    created=moments[task.created],
                    ended=moment(task.ended),
                    outcome=task.outcome,
                    value=task.value,
                    eager=task.eager,
                )
                for task in self.tasks
            ),
            steps=tuple(
                Step(
                    index=place,
                    task=None if step.task is None else step.task.id,
                    callback=step.callback,
                    start=moments[step.start],
                    # A step that is under way when the program is interrupted ends there.
                    end=moments[step.end or end],
                    cause=cause(step.cause),
                    wait=step.wait,
                    outcome=step.outcome,
                )
                for place, step in enumerate(steps)
            ),
            jobs=tuple(
                Job(
                    index=job.index,
                    kind=job.kind,
                    function=job.function,
                    task=None if job.task is None else job.task.id,
                    line=job.line,
                    submitted=moments[job.submitted],
                    lane=job.lane,
                    start=moment(job.start),
                    end=moment(job.end),
                    outcome=job.outcome,
                )
                for job in self.jobs
            ),
            prints=tuple(
                Print(
                    at=moments[each.at],
                    text=each.text,
                    stream=each.stream,
                    line=each.line,
                    step=number(each.step),
                    job=None if each.job is None else each.job.index,
                )
                for each in sorted(self.prints, key=lambda each: each.at)
            ),
            cancellations=tuple(
                Cancellation(
                    at=moments[each.at],
                    task=each.task.id,
                    cause=cause(each.asker.cause),
                    through=each.asker.through,
                    owner=None if each.asker.owner is None else each.asker.owner.id,
                    line=each.asker.line,
                )
                for each in self.cancellations
            ),
            lines=tuple(
                Line(
                    at=moments[each.at],
                    line=each.line,
                    step=number(each.step),
                    job=None if each.job is None else each.job.index,
                )
                for each in sorted(self.lines, key=lambda each: each.at)
            ),
            cut=cut,
        )

    def _all_moments(self) -> Iterable[At]:
        for task in self.tasks:
            yield task.created
            if task.ended is not None:
                yield task.ended
        for step in self.steps:
            if not step.void:
                yield step.start
                if step.end is not None:
                    yield step.end
        for job in self.jobs:
            yield from (at for at in (job.submitted, job.start, job.end) if at is not None)
        for table in (self.prints, self.cancellations, self.lines):
            yield from (each.at for each in table)


def _moments(noted: Iterable[At], start: float) -> dict[At, Moment]:
    """The place in the order of each, from 0, and its seconds since the start, to a microsecond."""
    return {
        at: Moment(order, max(0.0, round(at.time - start, 6)))
        for order, at in enumerate(sorted(set(noted)))
    }
