"""The signs of the drawing: how a task ended, arrows, a print. Each has an outline and a meaning.

All are SVG markup. What is referred to by id is defined once a drawing, by `definitions`; `key`
explains the signs that a drawing uses. (A *mark* is no sign: it says who, see `marks`.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from asyncio_timeline.drawing.marks import outline
from asyncio_timeline.drawing.scale import passed
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.timeline import Outcome


class Ending(NamedTuple):
    """The sign of an outcome, from (0, 0) to the right, 16 px wide; and what it means."""

    outline: str
    meaning: str


ENDINGS: dict[Outcome, Ending] = {
    "result": Ending('<circle cx="8" r="6"/><path d="M5 0 7.3 2.5 11 -2.5"/>', "done"),
    "exception": Ending(
        '<path class="tl-solid" d="M8 -7.5 16 6.5H0z"/><path d="M8 -3V2M8 3.6V5"/>', "failed"
    ),
    "cancelled": Ending(
        '<rect x="2" y="-6" width="12" height="12"/><path d="M5 -3 11 3M11 -3 5 3"/>', "cancelled"
    ),
    "destroyed": Ending('<circle cx="8" r="6"/><path d="M3.8 4.2 12.2 -4.2"/>', "destroyed"),
    "pending": Ending('<path d="M3 0h.1M8 0h.1M13 0h.1"/>', "still pending"),
}


class Head(NamedTuple):
    """The head of an arrow in a box of 8 by 8: where its tip is, its outline, what it means."""

    tip: int
    outline: str
    meaning: str


ArrowKind = Literal["made", "woke", "cancel"]

ARROWS: dict[ArrowKind, Head] = {
    "made": Head(7, '<path class="tl-head" d="M0 0 8 4 0 8z"/>', "creates"),
    "woke": Head(7, '<path class="tl-open" d="M1 0.5 7 4 1 7.5"/>', "wakes"),
    "cancel": Head(5, '<path class="tl-open tl-bad" d="M1 1 7 7M7 1 1 7"/>', "asks to cancel"),
}

BUBBLE = "M0 1.5 2 4H3.5Q5.5 4 5.5 6V7Q5.5 9 3.5 9H-3.5Q-5.5 9 -5.5 7V6Q-5.5 4 -3.5 4H-2z"
"""What was printed: a bubble that hangs from (0, 0)."""


def definitions(identity: str, shapes: Iterable[str]) -> str:
    """The marks, the dots of "ready" and the heads of arrows, under ids that begin so."""
    marks = "".join(f'<path id="{identity}-{shape}" d="{outline(shape)}"/>' for shape in shapes)
    dots = (
        f'<pattern id="{identity}-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<circle class="tl-dot" cx="2" cy="2" r="1"/></pattern>'
    )
    heads = "".join(
        f'<marker id="{identity}-{kind}" viewBox="0 0 8 8" refX="{head.tip}" refY="4"'
        ' markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"'
        f' orient="auto">{head.outline}</marker>'
        for kind, head in ARROWS.items()
    )
    return f"<defs>{marks}{dots}{heads}</defs>"


# ---------------------------------------------------------------------------------- key


def key(story: Story, identity: str) -> list[tuple[str, str]]:
    """The signs that a drawing of this story uses: markup for a 26 by 16 px box, and its meaning.

    The markup refers to ids that a drawing with the same `identity` defines on the same page.
    """
    timeline = story.timeline
    steps, tasks = timeline.steps, timeline.tasks
    signs: list[tuple[str, str]] = [
        ('<rect class="tl-run" x="2" y="2" width="22" height="12"/>', "runs")
    ]
    if story.thread_waits or any(step.wait for step in steps):
        frame = '<rect class="tl-wait" x="2.5" y="2.5" width="21" height="11"/>'
        signs.append((frame, "waits"))
    dots = f'fill="url(#{identity}-dots)"'
    signs.append(
        (f'<rect class="tl-ready" {dots} y="4" width="24" height="8"/>', "ready, waits its turn")
    )
    if timeline.end.time >= passed(timeline):
        signs.append(('<rect class="tl-idle" width="26" height="16"/>', "time passes"))
    if (
        any(task.parent is not None for task in tasks)
        or any(task.creator and task.creator.index is not None for task in tasks)
        or any(job.task is not None for job in timeline.jobs)
    ):
        signs.append(_arrow("made", identity))
    if story.thread_waits or any(
        wake.kind in ("step", "job") and not wake.beforehand for wake in story.wakes.values()
    ):
        signs.append(_arrow("woke", identity))
    if timeline.cancellations:
        signs.append(_arrow("cancel", identity))
    if timeline.prints:
        bubble = f'<svg class="tl-say" x="13" y="3"><path d="{BUBBLE}"/></svg>'
        signs.append((bubble, "prints"))
    outcomes = {task.outcome for task in tasks}
    for outcome, ending in ENDINGS.items():
        if outcome in outcomes:
            sign = f'<svg class="tl-end tl-{outcome}" x="4" y="8">{ending.outline}</svg>'
            signs.append((sign, ending.meaning))
    return signs


def key_row(story: Story, identity: str, top: int) -> tuple[str, float]:
    """The key as one row of a drawing, 26 px high, and its width in px."""
    row: list[str] = []
    place = 10.0
    for markup, meaning in key(story, identity):
        row.append(
            f'<g transform="translate({place:g} {top + 5})">{markup}'
            f'<text class="tl-for" x="32" y="12">{meaning}</text></g>'
        )
        place += 46 + len(meaning) * 6.3
    return "".join(row), place


def _arrow(kind: ArrowKind, identity: str) -> tuple[str, str]:
    markup = (
        f'<g class="tl-arrows tl-{kind}"><line x1="13" x2="13" y1="0" y2="15"'
        f' marker-end="url(#{identity}-{kind})"/></g>'
    )
    return markup, ARROWS[kind].meaning
