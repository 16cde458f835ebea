"""Wrong facts, planted into a timeline, to prove that what holds it would find them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from asyncio_timeline.timeline import Cause, Timeline


def lies(timeline: Timeline) -> Iterator[tuple[str, Timeline]]:
    """The timeline with one wrong fact, for each fact in it; and the table and field that lies."""
    for table, field, index, value in _wrong(timeline):
        rows = list(getattr(timeline, table))
        rows[index] = _replaced(rows[index], field, value)
        changed: dict[str, Any] = {table: tuple(rows)}
        yield f"{table}.{field}", replace(timeline, **changed)
    for index in range(len(timeline.cancellations)):
        rows = [each for place, each in enumerate(timeline.cancellations) if place != index]
        yield "cancellations", replace(timeline, cancellations=tuple(rows))


def _replaced(row: Any, field: str, value: object) -> Any:
    outer, _, inner = field.rpartition(".")
    if outer:
        return replace(row, **{outer: replace(getattr(row, outer), **{inner: value})})
    return replace(row, **{field: value})


def _wrong(timeline: Timeline) -> Iterator[tuple[str, str, int, object]]:
    """Table, field, index of the row, and a value that is not true."""
    for index, task in enumerate(timeline.tasks):
        if task.parent is not None:
            yield "tasks", "parent", index, None
            yield "tasks", "line", index, (task.line or 0) + 1
        if task.ended is not None:
            wrong = "exception" if task.outcome == "result" else "result"
            yield "tasks", "outcome", index, wrong
    causes = [Cause("outside"), Cause("timer"), *(Cause("job", job.index) for job in timeline.jobs)]
    causes += [Cause("step", step.index) for step in timeline.steps]
    for index, step in enumerate(timeline.steps):
        for cause in causes:
            if cause != step.cause:
                yield "steps", "cause", index, cause
        if step.task is not None and step.wait is not None:
            yield "steps", "wait.line", index, (step.wait.line or 0) + 1
            yield "steps", "wait.what", index, "nothing"
            yield "steps", "wait.tasks", index, () if step.wait.tasks else (step.task,)
        if step.wait is not None and step.wait.job is not None:
            yield "steps", "wait.job", index, None
    for index, line in enumerate(timeline.prints):
        if line.stream == "stdout" and line.step is not None:
            others = [step.index for step in timeline.steps if step.index != line.step]
            for other in others[:1]:
                yield "prints", "step", index, other
            yield "prints", "line", index, (line.line or 0) + 1
    for index, asked in enumerate(timeline.cancellations):
        if asked.through is None:
            yield "cancellations", "through", index, "timeout"
        if asked.owner is not None:
            yield "cancellations", "owner", index, None
        if asked.through != "asyncio.run":
            yield "cancellations", "cause", index, Cause("outside")
    for index, job in enumerate(timeline.jobs):
        if job.task is not None:
            yield "jobs", "task", index, None
            yield "jobs", "line", index, (job.line or 0) + 1
            yield "jobs", "outcome", index, "cancelled"
            yield "jobs", "end", index, None
