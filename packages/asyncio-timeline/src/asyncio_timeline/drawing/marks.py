"""The mark of who does something: one colour and one shape, the same wherever it appears.

Colours repeat after six tasks and shapes after seven, so that 42 tasks in a row differ. `outline`
draws a mark in the drawing, `style` the same one before lines of code and output.
"""

from __future__ import annotations

from typing import NamedTuple

from asyncio_timeline.drawing.lanes import LANES
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
    return Mark(LANES[kind].colour, kind)


def outline(shape: str) -> str:
    """The path of a mark around (0, 0), 9 px wide."""
    return _OUTLINES[shape]


def style() -> str:
    """The CSS of marks before lines of code and output: the same shapes, 9 px wide."""
    every = ", ".join(f".tl-{shape}" for shape in _CSS)
    rules = "".join(f".tl-{shape}::before {{ {rule} }}\n" for shape, rule in _CSS.items())
    return (
        "/* Before a line of code or output: the mark of who runs or printed it. */\n\n"
        f":is({every})::before {{\n"
        '  content: "";\n'
        "  display: inline-block;\n"
        "  width: 9px;\n"
        "  height: 9px;\n"
        "  margin-inline-end: 0.5em;\n"
        "  background: var(--tl-colour);\n"
        f"}}\n\n{rules}"
    )


def _path(polygon: tuple[tuple[float, float], ...]) -> str:
    corners = (f"{(x - 50) * 0.09:.3g} {(y - 50) * 0.09:.3g}" for x, y in polygon)
    return f"M{' '.join(corners)}z"


def _clip(polygon: tuple[tuple[float, float], ...]) -> str:
    corners = ", ".join(f"{x}% {y}%" for x, y in polygon)
    return f"clip-path: polygon({corners});"


_OUTLINES: dict[str, str] = {
    "circle": "M-4.5 0a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1 -9 0z",
    "ring": "M-4.5 0a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1 -9 0zM-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z",
    **{shape: _path(polygon) for shape, polygon in SHAPES.items()},
    **{kind: lane.mark.outline for kind, lane in LANES.items()},
}

_CSS: dict[str, str] = {
    "circle": "border-radius: 50%;",
    "ring": "background: none; border: 2.5px solid var(--tl-colour); border-radius: 50%;"
    " box-sizing: border-box;",
    **{shape: _clip(polygon) for shape, polygon in SHAPES.items()},
    **{kind: lane.mark.css for kind, lane in LANES.items()},
}
