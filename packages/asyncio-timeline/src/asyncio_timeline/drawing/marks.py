"""The mark of a task: one colour and one shape, the same wherever the task appears.

Colours repeat after six tasks and shapes after seven, so that 42 tasks in a row differ. The
classes are drawn by `drawing.css`; a test holds its shapes to those here.
"""

from __future__ import annotations

from typing import NamedTuple

from asyncio_timeline.timeline import LaneKind

COLOURS = 6

SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((8, 8), (92, 8), (92, 92), (8, 92)),
    "diamond": ((50, 0), (100, 50), (50, 100), (0, 50)),
    "up": ((50, 4), (100, 94), (0, 94)),
    "cross": (
        (33, 2), (67, 2), (67, 33), (98, 33), (98, 67), (67, 67),
        (67, 98), (33, 98), (33, 67), (2, 67), (2, 33), (33, 33),
    ),
    "down": ((0, 6), (100, 6), (50, 96)),
    "star": (
        (50, 0), (63, 35), (100, 37), (71, 60), (81, 96),
        (50, 76), (19, 96), (29, 60), (0, 37), (37, 35),
    ),
}  # fmt: skip
"""Polygons in a box of 100 by 100. The first shape, `circle`, is none."""

_ORDER = ("circle", "square", "up", "diamond", "cross", "down", "star")


class Mark(NamedTuple):
    """`colour` counts from 1; 0 is ink, for what is no task."""

    colour: int
    shape: str

    @property
    def classes(self) -> str:
        """What the element wears: `tl-1 tl-circle`."""
        return f"tl-{self.colour} tl-{self.shape}"


def mark(task: int | None) -> Mark:
    """The mark of a task (its id), or None for code outside of any task."""
    if task is None:
        return Mark(0, "ring")
    return Mark(task % COLOURS + 1, _ORDER[task % len(_ORDER)])


def lane_mark(kind: LaneKind) -> Mark:
    """The mark of a thread, a process or an interpreter."""
    return Mark(0, kind)
