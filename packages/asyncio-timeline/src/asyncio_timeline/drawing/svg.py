"""A story as SVG, to be shown inline with `style()`, or as a file of its own.

On a lane a solid block is a running step, a dashed frame is waiting, dots are ready to run. A sign
says how the task ended. Arrows go straight down or up at the moment they tell of: solid with a
filled head for "created", dashed with an open head for "woke", dotted with a cross for "asked to
cancel".

Places across are in percent, so that the drawing fills the width it is given and its text keeps
its size; places down are in px. The attribute `width` is the least width. Colours are custom
properties of `drawing.css`. What the stepping marks carries `data-order` (a place in the order of
events), and besides `data-step`, `data-job` and `data-task` (indices into the tables).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from asyncio_timeline.drawing import marks, signs, words
from asyncio_timeline.drawing.escaping import escaped
from asyncio_timeline.drawing.layout import (
    AXIS,
    NOTE,
    TALL,
    WIDE,
    Arrow,
    Bubble,
    End,
    Lane,
    Layout,
    Span,
    Text,
    layout,
)
from asyncio_timeline.drawing.scale import MARGIN, RIGHT, Axis, Scale, scale
from asyncio_timeline.drawing.story import Story

MOST_STEPS = 300
"""How many steps are drawn unless asked otherwise. The rows in words are of all."""


def svg(
    story: Story,
    *,
    axis: Axis = "order",
    identity: str = "timeline",
    most: int | None = MOST_STEPS,
    until: float | None = None,
) -> str:
    """The drawing of the first `most` steps (None: of all). Ids in it begin with `identity`. With
    `until` it has one clock with others that have the same: see `scale`.
    """
    drawing = layout(story, scale(story, axis, most, until))
    size = f'width="{drawing.scale.width:g}" height="{drawing.height}"'
    return "\n".join(
        [
            f'<svg class="tl" data-axis="{axis}" {size} {_label(identity)}>',
            _title(story, identity),
            "",
            *_everything(story, drawing, identity),
            "",
            "</svg>",
        ]
    )


def standalone(story: Story, *, axis: Axis = "order") -> str:
    """The drawing as a file of its own, with its colours and the key to its signs."""
    drawing, identity = layout(story, scale(story, axis, MOST_STEPS)), "timeline"
    row, row_width = signs.key_row(story, identity, drawing.height)
    height = drawing.height + 26
    width = max(drawing.scale.width, row_width)
    outer = f"{width + MARGIN:g}"
    roomy = " tl-roomy" if width >= WIDE else ""
    return "\n".join(
        [
            f'<svg class="tl{roomy}" data-axis="{axis}" viewBox="0 0 {outer} {height}"'
            f' xmlns="http://www.w3.org/2000/svg" width="{outer}" height="{height}"'
            f" {_label(identity)}>",
            _title(story, identity),
            f"<style>{style()}</style>",
            f'<svg x="{MARGIN:g}" width="{width:g}" height="{height}">',
            *_everything(story, drawing, identity),
            row,
            "</svg></svg>",
        ]
    )


def style() -> str:
    """The CSS of the drawing, and of the marks beside code and output."""
    css = files("asyncio_timeline.drawing").joinpath("drawing.css").read_text(encoding="utf-8")
    return f"{css}\n{marks.style()}"


# -------------------------------------------------------------------------------- all


def _label(identity: str) -> str:
    return f'role="img" aria-labelledby="{identity}-title {identity}-desc"'


def _title(story: Story, identity: str) -> str:
    title = escaped(f"Timeline of {story.timeline.program}")
    description = escaped(words.description(story))
    return (
        f'<title id="{identity}-title">{title}</title>'
        f'<desc id="{identity}-desc">{description}</desc>'
    )


def _everything(story: Story, drawing: Layout, identity: str) -> Iterator[str]:
    """What is drawn, from the ground up."""
    yield signs.definitions(identity, dict.fromkeys(lane.mark.shape for lane in drawing.lanes))
    yield from _ground(drawing, story.digits)
    yield from _arrows(drawing, identity)
    for lane in drawing.lanes:
        yield _lane(drawing, lane, identity)
    for bubble in drawing.bubbles:
        yield _bubble(drawing.scale, bubble)
    names = "".join(_names(drawing.scale, lane, identity) for lane in drawing.lanes)
    yield f'<g class="tl-names">{names}</g>'
    yield from _torn(drawing)
    yield from _notes(story, drawing)


def _ground(drawing: Layout, digits: int) -> Iterator[str]:
    """Spans in which nothing ran, and the ticks."""
    scale, bottom = drawing.scale, drawing.height
    for start, end in scale.idle:
        yield (
            f'<rect class="tl-idle" x="{scale.percent(start)}" y="{AXIS - 4}"'
            f' width="{scale.percent(end - start)}" height="{bottom - AXIS + 4}"/>'
        )
    said = ""
    for place, time in scale.ticks:
        x = scale.percent(place)
        text = words.short_seconds(time, 3 if scale.axis == "time" else digits)
        if text == said:  # a later time that is written the same would tell nothing
            continue
        said = text
        yield (
            f'<line class="tl-tick" x1="{x}" x2="{x}" y1="{AXIS - 6}" y2="{bottom}"/>'
            f'<text class="tl-time" x="{x}" y="12">{text}</text>'
        )


def _torn(drawing: Layout) -> Iterator[str]:
    """The edge at which the drawing ends, if the run went on."""
    if drawing.scale.last is not None:
        x = drawing.scale.percent(drawing.scale.width - RIGHT)
        teeth = "l4 4l-4 4" * ((drawing.height - NOTE - AXIS) // 8)
        yield f'<svg class="tl-torn" x="{x}" y="{AXIS}"><path d="M1 0{teeth}"/></svg>'


def _notes(story: Story, drawing: Layout) -> Iterator[str]:
    """What is not in the drawing."""
    notes: list[str] = []
    drawn, every = drawing.scale.steps, len(story.timeline.steps)
    if drawn < every:
        notes.append(f"The first {drawn:,} of {every:,} steps are drawn.")
    if story.cut is not None:
        notes.append(f"The recording was cut at {words.seconds(story.cut.time)}.")
    if notes:
        yield f'<text class="tl-note" x="10" y="{drawing.height - 5}">{" ".join(notes)}</text>'


# ------------------------------------------------------------------------------- lanes


def _lane(drawing: Layout, lane: Lane, identity: str) -> str:
    attribute = "" if lane.task is None else f' data-task="{lane.task}"'
    shapes = "".join(
        _end(drawing.scale, shape)
        if isinstance(shape, End)
        else _span(drawing, lane, shape, identity)
        for shape in lane.shapes
    )
    texts = "".join(_text(drawing.scale, text) for text in lane.texts)
    return f'<g class="tl-{lane.mark.colour}"{attribute}>{shapes}{texts}</g>'


def _span(drawing: Layout, lane: Lane, span: Span, identity: str) -> str:
    scale = drawing.scale
    attributes = {
        "runs": f'class="tl-run" data-step="{span.index}"',
        "waits": 'class="tl-wait"',
        "ready": f'class="tl-ready" fill="url(#{identity}-dots)"',
        "job": f'class="tl-run tl-job" data-job="{span.index}"',
    }[span.state]
    x = scale.percent(span.start)
    block = (
        f'<rect {attributes} x="{x}" y="{span.top:g}"'
        f' width="{scale.percent(span.end - span.start)}" height="{span.height:g}"/>'
    )
    if span.state == "runs" and scale.axis == "order":
        middle = 10 if drawing.heights is TALL else 7
        y = span.top + span.height / 2
        block += _mark(identity, lane.mark.shape, x, y, "tl-in", middle)
    return block


def _mark(identity: str, shape: str, x: str, y: float, css: str, shift: float) -> str:
    """A mark whose middle is `shift` px right of `x`, at the height `y`."""
    return (
        f'<use href="#{identity}-{shape}" class="{css}" x="{x}" y="{y:g}"'
        f' transform="translate({shift:g})"/>'
    )


def _end(scale: Scale, end: End) -> str:
    whose = f'data-task="{end.task}"' if end.job is None else f'data-job="{end.job}"'
    return (
        f'<svg class="tl-end tl-{end.outcome}" x="{scale.percent(end.at)}" y="{end.middle:g}"'
        f" {whose}>{signs.ENDINGS[end.outcome].outline}</svg>"
    )


def _text(scale: Scale, text: Text) -> str:
    place = f'x="{scale.percent(text.at)}" dx="{text.shift:g}" y="{text.base:g}"'
    return f'<text class="{text.css}" {place}>{escaped(text.text)}</text>'


def _names(scale: Scale, lane: Lane, identity: str) -> str:
    """The mark and the name of a lane, wherever it says them."""
    return "".join(
        f'<g class="tl-{lane.mark.colour}">'
        + _mark(identity, lane.mark.shape, scale.percent(name.at), name.base - 4, "tl-mark", 9)
        + f'<text class="tl-name" x="{scale.percent(name.at)}" dx="18" y="{name.base:g}">'
        f"{escaped(name.text)}</text></g>"
        for name in lane.names
    )


# ------------------------------------------------------------------ arrows and bubbles


def _arrows(drawing: Layout, identity: str) -> Iterator[str]:
    for kind in signs.ARROWS:
        lines = "".join(
            _arrow(drawing.scale, arrow) for arrow in drawing.arrows if arrow.kind == kind
        )
        if lines:
            end = f'marker-end="url(#{identity}-{kind})"'
            yield f'<g class="tl-arrows tl-{kind}" {end}>{lines}</g>'


def _arrow(scale: Scale, arrow: Arrow) -> str:
    x = scale.percent(arrow.at)
    task = "" if arrow.task is None else f' data-task="{arrow.task}"'
    return (
        f'<line data-order="{arrow.order}"{task} x1="{x}" x2="{x}"'
        f' y1="{arrow.start:g}" y2="{arrow.tip:g}"/>'
    )


def _bubble(scale: Scale, bubble: Bubble) -> str:
    error = " tl-bad" if bubble.error else ""
    return (
        f'<svg class="tl-say{error}" x="{scale.percent(bubble.at)}" y="{bubble.top:g}"'
        f' data-order="{bubble.order}"><path d="{signs.BUBBLE}"/></svg>'
    )
