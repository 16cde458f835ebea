"""Compares what a picture says of a run with what the sentences say.

In: a `Story`. Out: how many arrows were compared. Who looks at the picture would else learn
something else than who reads the words.
"""

from __future__ import annotations

from typing import Literal

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.layout import Span, layout
from asyncio_timeline.drawing.scale import scale
from asyncio_timeline.drawing.story import Story


def agreeing_arrows(told: Story) -> int:
    """Each "woke" arrow has the source and the moment of the story's wake, as has its sentence."""
    drawing = layout(told, scale(told))
    woke = {arrow.order: arrow for arrow in drawing.arrows if arrow.kind == "woke"}
    arrows = len(woke)
    bands: dict[tuple[str, int | None], float] = {}
    for shape in (shape for lane in drawing.lanes for shape in lane.shapes):
        if isinstance(shape, Span):
            bands[shape.state, shape.index] = shape.top
        else:
            bands.setdefault(("job", shape.job), shape.middle - drawing.heights.band / 2)
    going_on = {row.at.order: row.what for row in words.rows(told)}
    for index, wake in told.wakes.items():
        step = told.timeline.steps[index]
        arrow = woke.pop(step.start.order, None)
        state: Literal["job", "runs"] = "job" if wake.kind == "job" else "runs"
        if arrow is not None:
            assert arrow.at == drawing.scale.at(wake.at.order)
            assert bands[state, wake.by] in (arrow.start, arrow.start - drawing.heights.band)
            who = words.waker(told, wake)
            assert who
            assert step.task is None or wake.cancelled or who in going_on[step.start.order]
        elif wake.kind in ("step", "job") and step.task is not None:
            assert wake.by is not None
            itself = told.timeline.steps[wake.by].task == step.task
            assert wake.beforehand or (wake.kind == "step" and itself)
    for wait in told.thread_waits:
        arrow = woke.pop(wait.end.order)
        assert arrow.at == drawing.scale.at(wait.end.order)
        ended = next(
            step.index
            for step in told.timeline.steps
            if step.task == wait.task and step.outcome is not None
        )
        assert bands["runs", ended] in (arrow.start, arrow.start - drawing.heights.band)
        goes_on = f"goes on: {told.names[wait.task]} has ended"
        assert goes_on in [row.what for row in words.rows(told) if row.at == wait.end]
    assert not woke
    return arrows
