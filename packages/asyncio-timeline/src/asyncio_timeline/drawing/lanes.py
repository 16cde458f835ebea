"""The kinds of lanes beside the loop: what each is called, and how it is drawn.

All that spells "thread", "process" or "interpreter" in words, drawing and style comes from here. A
new kind is a word in `timeline.LaneKind`, an entry here, and one in `EXECUTORS` of
`recording/hooks/executors.py`, which knows who runs a job. `simulation/pools.py` says of what kind
the lanes of a simulated run are.
"""

from __future__ import annotations

from dataclasses import dataclass

from asyncio_timeline.timeline import LaneKind


@dataclass(frozen=True)
class LaneWords:
    """`some` has the article, `many` is the plural.

    `named` says that Python's own name of it tells one from another. Else they are counted, as
    their names hold ids, which differ from run to run.
    """

    some: str
    many: str
    named: bool = False


@dataclass(frozen=True)
class LaneMark:
    """`outline` is the path of the mark in the drawing, around (0, 0) and 9 px wide.

    `css` draws the same mark in the box of 9 by 9 px that stands before lines of output.
    """

    outline: str
    css: str


@dataclass(frozen=True)
class KindOfLane:
    """One kind. `colour` counts as in `marks.Mark`."""

    words: LaneWords
    mark: LaneMark
    colour: int = 0


LANES: dict[LaneKind, KindOfLane] = {
    "thread": KindOfLane(
        LaneWords("a thread", "threads", named=True),
        LaneMark(
            "M-4.5 -4H4.5V-1H-4.5zM-4.5 1H4.5V4H-4.5z",
            "background: linear-gradient("
            "var(--tl-colour) 38%, transparent 38% 62%, var(--tl-colour) 62%);",
        ),
    ),
    "process": KindOfLane(
        LaneWords("a process", "processes"),
        LaneMark(
            "M-4.5 -4.5H4.5V4.5H-4.5zM-2 -2V2H2V-2z",
            "background: none; border: 2.5px solid var(--tl-colour); box-sizing: border-box;",
        ),
    ),
    "interpreter": KindOfLane(
        LaneWords("an interpreter", "interpreters"),
        LaneMark(
            "M-4.5 -4.5H-0.5V4.5H-4.5zM1 -4.5H4.5V4.5H1z",
            "background: linear-gradient("
            "90deg, var(--tl-colour) 40%, transparent 40% 60%, var(--tl-colour) 60%);",
        ),
    ),
}
