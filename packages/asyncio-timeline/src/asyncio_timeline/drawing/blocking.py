"""Who kept the loop to itself for long, and at which line. In: a `Timeline`. Out: `Block`s.

While a step runs, nothing else on the loop can. asyncio's own debug mode complains of steps that
take 0.1 s (Lib/asyncio/base_events.py, `slow_callback_duration`); here half of that is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asyncio_timeline.timeline import Moment, Step, Timeline

BLOCKS = 0.05
"""From this many seconds on a line is said to block the loop, here and in `findings`."""

Spot = tuple[int | None, str | None]
"""A line and its file, as in the timeline."""


@dataclass(frozen=True)
class Block:
    """In `step` (an index) a line took so many seconds, from `at` on, perhaps in several goes.

    `line` is None if no line of the program ran in that step: it was other code that took so long.
    """

    at: Moment
    step: int
    line: int | None
    seconds: float
    file: str | None = None


def blocks(timeline: Timeline) -> Iterator[Block]:
    """Each line of each step that blocked the loop."""
    lines: dict[int, list[tuple[Moment, Spot]]] = {}
    for ran in timeline.lines:
        if ran.step is not None:
            lines.setdefault(ran.step, []).append((ran.at, (ran.line, ran.file)))
    for step in timeline.steps:
        if step.end.time - step.start.time >= BLOCKS:
            yield from _blocks(
                timeline, step, lines.get(step.index) or [(step.start, (None, None))]
            )


def _blocks(timeline: Timeline, step: Step, lines: list[tuple[Moment, Spot]]) -> Iterator[Block]:
    """What each line of a step took in all, without the steps that it started in between."""
    started = [
        other
        for other in timeline.steps
        if step.start.order < other.start.order and other.end.order < step.end.order
    ]
    begins: dict[Spot, Moment] = {}
    took: dict[Spot, float] = {}
    for (at, spot), end in zip(lines, [*(at for at, _ in lines[1:]), step.end], strict=True):
        begins.setdefault(spot, at)
        others = sum(
            other.end.time - other.start.time
            for other in started
            if at.order < other.start.order < end.order
        )
        took[spot] = took.get(spot, 0.0) + end.time - at.time - others
    for spot, seconds in took.items():
        if seconds >= BLOCKS:
            line, file = spot
            yield Block(begins[spot], step.index, line, seconds, file)
