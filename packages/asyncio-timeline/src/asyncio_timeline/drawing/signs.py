"""The signs of the drawing: shapes of marks, heads of arrows, how a task ended, and their key.

All are SVG markup. What is referred to by id is defined once a drawing, by `definitions`.
"""

from __future__ import annotations

from collections.abc import Iterable

from asyncio_timeline.drawing.marks import SHAPES
from asyncio_timeline.drawing.scale import passed
from asyncio_timeline.timeline import Outcome, Timeline

ENDINGS: dict[Outcome, str] = {
    "result": '<circle cx="8" r="6"/><path d="M5 0 7.3 2.5 11 -2.5"/>',
    "exception": '<path class="tl-solid" d="M8 -7.5 16 6.5H0z"/><path d="M8 -3V2M8 3.6V5"/>',
    "cancelled": '<rect x="2" y="-6" width="12" height="12"/><path d="M5 -3 11 3M11 -3 5 3"/>',
    "destroyed": '<circle cx="8" r="6"/><path d="M3.8 4.2 12.2 -4.2"/>',
    "pending": '<path d="M3 0h.1M8 0h.1M13 0h.1"/>',
}
"""How a task ended: from (0, 0) to the right, 16 px wide."""

BUBBLE = "M0 1.5 2 4H3.5Q5.5 4 5.5 6V7Q5.5 9 3.5 9H-3.5Q-5.5 9 -5.5 7V6Q-5.5 4 -3.5 4H-2z"
"""What was printed: a bubble that hangs from (0, 0)."""

_HEADS = {
    "made": (7, '<path class="tl-head" d="M0 0 8 4 0 8z"/>'),
    "woke": (7, '<path class="tl-open" d="M1 0.5 7 4 1 7.5"/>'),
    "cancel": (5, '<path class="tl-open tl-bad" d="M1 1 7 7M7 1 1 7"/>'),
}


def path(shape: str) -> str:
    """The outline of a mark around (0, 0), 9 px wide."""
    if shape in SHAPES:
        points = (f"{(x - 50) * 0.09:.3g} {(y - 50) * 0.09:.3g}" for x, y in SHAPES[shape])
        return f"M{' '.join(points)}z"
    return {
        "circle": "M-4.5 0a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1 -9 0z",
        "ring": "M-4.5 0a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1 -9 0zM-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z",
        "thread": "M-4.5 -4H4.5V-1H-4.5zM-4.5 1H4.5V4H-4.5z",
        "process": "M-4.5 -4.5H4.5V4.5H-4.5zM-2 -2V2H2V-2z",
        "interpreter": "M-4.5 -4.5H-0.5V4.5H-4.5zM1 -4.5H4.5V4.5H1z",
    }[shape]


def definitions(identity: str, shapes: Iterable[str]) -> str:
    """The marks, the dots of "ready" and the heads of arrows, under ids that begin so."""
    marks = "".join(f'<path id="{identity}-{shape}" d="{path(shape)}"/>' for shape in shapes)
    dots = (
        f'<pattern id="{identity}-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<circle class="tl-dot" cx="2" cy="2" r="1"/></pattern>'
    )
    heads = "".join(
        f'<marker id="{identity}-{kind}" viewBox="0 0 8 8" refX="{tip}" refY="4" markerWidth="8"'
        f' markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">{head}</marker>'
        for kind, (tip, head) in _HEADS.items()
    )
    return f"<defs>{marks}{dots}{heads}</defs>"


# ---------------------------------------------------------------------------------- key

_SAID: dict[Outcome, str] = {
    "result": "done",
    "exception": "failed",
    "cancelled": "cancelled",
    "destroyed": "destroyed",
    "pending": "still pending",
}


def key(timeline: Timeline, identity: str) -> list[tuple[str, str]]:
    """The signs that a drawing of this timeline uses, each in a box of 26 by 16 px, in words."""
    steps, tasks = timeline.steps, timeline.tasks
    found: list[tuple[str, str]] = [
        ('<rect class="tl-run" x="2" y="2" width="22" height="12"/>', "runs")
    ]
    if any(step.wait for step in steps):
        frame = '<rect class="tl-wait" x="2.5" y="2.5" width="21" height="11"/>'
        found.append((frame, "waits"))
    dots = f'fill="url(#{identity}-dots)"'
    found.append(
        (f'<rect class="tl-ready" {dots} y="4" width="24" height="8"/>', "ready, waits its turn")
    )
    if timeline.end.time >= passed(timeline):
        found.append(('<rect class="tl-idle" width="26" height="16"/>', "time passes"))
    if len(tasks) > 1 or timeline.jobs:
        found.append((_arrow("made", identity), "creates"))
    if any(step.cause.kind in ("step", "job") for step in steps):
        found.append((_arrow("woke", identity), "wakes"))
    if timeline.cancellations:
        found.append((_arrow("cancel", identity), "asks to cancel"))
    if timeline.prints:
        bubble = f'<svg class="tl-say" x="13" y="3"><path d="{BUBBLE}"/></svg>'
        found.append((bubble, "prints"))
    outcomes = {task.outcome for task in tasks}
    for outcome, said in _SAID.items():
        if outcome in outcomes:
            sign = f'<svg class="tl-end tl-{outcome}" x="4" y="8">{ENDINGS[outcome]}</svg>'
            found.append((sign, said))
    return found


def key_row(timeline: Timeline, identity: str, top: int) -> tuple[str, float]:
    """The key as one row of a drawing, 26 px high, and its width in px."""
    row: list[str] = []
    place = 10.0
    for markup, said in key(timeline, identity):
        row.append(
            f'<g transform="translate({place:g} {top + 5})">{markup}'
            f'<text class="tl-for" x="32" y="12">{said}</text></g>'
        )
        place += 46 + len(said) * 6.3
    return "".join(row), place


def _arrow(kind: str, identity: str) -> str:
    return (
        f'<g class="tl-arrows tl-{kind}"><line x1="13" x2="13" y1="0" y2="15"'
        f' marker-end="url(#{identity}-{kind})"/></g>'
    )
