"""A run as a fragment of HTML for any page. Complete without JavaScript.

`timeline_view(timeline, identity=…)` gives:

    <asyncio-timeline class="timeline" id="IDENTITY">
      <div class="timeline__drawing"> the SVG, in a box that scrolls </div>
      <ul class="timeline__key"> what its signs mean </ul>
      <details class="timeline__moments">
        <table>
          <tr data-order data-x data-printed data-step data-job> a moment </tr> …
        </table>
      </details>
    </asyncio-timeline>

The rows of the table are the moments that the player steps through: there is no second copy of
them. `data-x` is the place on the axis of order in percent (`data-t` on that of time),
`data-printed` how many lines have been printed by then, `data-step` and `data-job` what ran; the
last cell names the line of code. All ids begin with `identity`.

What the page around it must have, so that code and output move with the drawing:

* The fragment lies in the same `<figure>`, or in the same element with `data-timeline-scope`, as
  the code and the output. Without them the drawing steps alone.
* Each line of code is an element with `data-line="7"` (of another file than the main one
  `data-line="app/routes.py:7"`), each line of output one with
  `data-print="3"`: the index into `Timeline.prints` that `printed_lines` gives, whose `classes`
  draw the mark of who printed it. Both should be blocks, or at least `position: relative`. A
  `<samp>` around lines of output is hidden until its first line is printed.
* Where only a part of the code is shown, a `<template data-source>` holds all of it, so that the
  player can quote the other lines.
* `--inset` is how far code and output stand from the edge of their box, as a length.
* `style()` is in a style sheet, `script()` is a module. Custom properties of the page that
  `drawing.css` names at its top replace its colours.

* A link with `data-moment="12"` goes to that row of the table.

The player adds its buttons itself, and lets the drawing be dragged over. It makes the drawing as
large as the reader's text, and scrolls code, output and drawing in their boxes, never the page. It
sets on those elements: `tl-now` (and the mark of the task) for the line of code and of output of
the moment, `tl-later` for output that is not printed yet. No HTML of its holds a style, so a
content security policy need only allow it to be loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from asyncio_timeline.drawing import signs, svg, words
from asyncio_timeline.drawing.escaping import escaped
from asyncio_timeline.drawing.marks import Mark, lane_mark, mark
from asyncio_timeline.drawing.scale import Axis, scale
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.timeline import Timeline


def timeline_view(timeline: Timeline, *, identity: str, axes: Sequence[Axis] = ("order",)) -> str:
    """The fragment. With two axes the second is hidden until the reader asks for it."""
    story = Story(timeline)
    drawings = svg.svg(story, axis=axes[0], identity=identity)
    for axis in axes[1:]:
        away = svg.svg(story, axis=axis, identity=f"{identity}-{axis}")
        drawings += away.replace('class="tl"', 'class="tl tl-away" aria-hidden="true"', 1)
    key = "".join(
        f'<li><svg class="tl" width="26" height="16" aria-hidden="true">{sign}</svg>{meaning}</li>'
        for sign, meaning in signs.key(story, identity)
    )
    program = escaped(timeline.program, quotes=True)
    rows = words.rows(story)
    return (
        f'<asyncio-timeline class="timeline" id="{identity}">\n'
        f'<div class="timeline__drawing" tabindex="0" role="group"'
        f' aria-label="Timeline of {program}">{drawings}</div>\n'
        f'<ul class="timeline__key" aria-hidden="true" data-search-exclude>{key}</ul>\n'
        '<details class="timeline__moments">'
        f"<summary>The run in words: {len(rows):,} moments</summary>\n"
        f'<div class="timeline__table" tabindex="0" role="group"'
        f' aria-label="Moments of {program}">{_moments(story, rows, axes)}</div></details>\n'
        "</asyncio-timeline>"
    )


def on_one_clock(timelines: Sequence[Timeline], *, identity: str) -> list[str]:
    """The drawings of several runs, to be shown one above the other: the same moment has the same
    place on each. They are not stepped through.
    """
    stories = [Story(timeline) for timeline in timelines]
    until = max(
        max((step.end.time for step in each.timeline.steps), default=0.0) for each in stories
    )
    drawn: list[str] = []
    for number, story in enumerate(stories, 1):
        program = escaped(story.timeline.program, quotes=True)
        drawing = svg.svg(story, axis="time", identity=f"{identity}-{number}", until=until)
        drawn.append(
            '<div class="timeline"><div class="timeline__drawing" tabindex="0" role="group"'
            f' aria-label="Timeline of {program}">{drawing}</div></div>'
        )
    return drawn


def _moments(story: Story, rows: Sequence[words.Row], axes: Sequence[Axis]) -> str:
    """A table with a row for every moment."""
    places = {axis: scale(story, axis, svg.MOST_STEPS) for axis in axes}
    body: list[str] = []
    for row in rows:
        data = [] if row.between else [f'data-order="{row.at.order}"']
        for axis, name in (("order", "x"), ("time", "t")):
            if axis in places and places[axis].drawn(row.at.order):
                place = places[axis].place_of(row.at, between=row.between)
                data.append(f'data-{name}="{places[axis].percent(place)}"')
        data.append(f'data-printed="{row.printed}"')
        data += (
            f'data-{name}="{value}"'
            for name, value in (("step", row.step), ("job", row.job))
            if value is not None
        )
        body.append(
            f"<tr {' '.join(data)}><td>{words.seconds(row.at.time)}</td>"
            f'<td class="{_mark_of(row, story.timeline).classes}">{_breakable(row.who)}</td>'
            f"<td>{_breakable(row.what)}</td>"
            f"<td>{_line_key(row)}</td></tr>"
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Time", "Who", "What", "Line"))
    return (
        f'<table class="tl-table"><thead><tr>{head}</tr></thead><tbody>\n'
        + "\n".join(body)
        + "\n</tbody></table>"
    )


def _line_key(row: words.Row) -> str:
    """What `data-line` of the line is: its number, after its file if that is not the main one."""
    if row.line is None:
        return ""
    return str(row.line) if row.file is None else escaped(f"{row.file}:{row.line}")


def _breakable(text: str) -> str:
    """Text whose long names may be broken after an underscore or before a dot."""
    return re.sub(r"(?<=[^\W_]_)(?=[^\W_])|(?<=[^\W\d])(?=\.[^\W\d])", "<wbr>", escaped(text))


def _mark_of(row: words.Row, timeline: Timeline) -> Mark:
    if row.task is None and row.job is not None:
        return lane_mark(timeline.jobs[row.job].kind)
    return mark(row.task)


@dataclass(frozen=True)
class PrintedLine:
    """A line of output: `index` into `Timeline.prints` of what ended it, and the classes of who
    printed it, which are empty if several did.
    """

    index: int
    classes: str


def printed_lines(
    timeline: Timeline, outputs: Iterable[tuple[str, str]]
) -> list[PrintedLine | None]:
    """Which print made each line of output (its text and its stream), in the order of `outputs`.

    The output may be that of another run of the same program, with paths shortened, its streams
    apart, or a line missing. So each line is looked for on its own stream, after the line that was
    found last. A line that is not found belongs to the print before it, or to None at the start.
    """
    later: dict[str, dict[str, list[list[int]]]] = {"stdout": {}, "stderr": {}}
    for line in reversed(whole_lines(timeline)):
        parts = [timeline.prints[index] for index in line]
        text = "".join(part.text for part in parts)
        later[parts[0].stream].setdefault(text, []).append(line)
    matched: list[PrintedLine | None] = []
    last = {"stdout": -1, "stderr": -1}
    before: PrintedLine | None = None
    for text, stream in outputs:
        candidates = later.get(stream, {}).get(text.rstrip("\n"), [])
        while candidates and candidates[-1][-1] < last[stream]:
            candidates.pop()
        if candidates:
            line = candidates.pop()
            last[stream] = line[-1]
            before = PrintedLine(line[-1], _printers(timeline, line))
        matched.append(before)
    return matched


def whole_lines(timeline: Timeline) -> list[list[int]]:
    """The prints (indices) of each line of output, in the order in which the lines begin."""
    lines: list[list[int]] = []
    open_lines: dict[str, list[int]] = {}
    for index, part in enumerate(timeline.prints):
        if part.stream not in open_lines:
            begun: list[int] = []
            lines.append(begun)
            open_lines[part.stream] = begun
        open_lines[part.stream].append(index)
        if not part.goes_on:
            del open_lines[part.stream]
    return lines


def _printers(timeline: Timeline, line: list[int]) -> str:
    """The classes of who printed a line; none if several did."""
    classes = {printer(timeline, index).classes for index in line}
    return classes.pop() if len(classes) == 1 else ""


def printer(timeline: Timeline, index: int) -> Mark:
    """The mark of who printed a line."""
    line = timeline.prints[index]
    if line.job is not None:
        return lane_mark(timeline.jobs[line.job].kind)
    return mark(None if line.step is None else timeline.steps[line.step].task)


def colours() -> str:
    """The CSS of the colours around the fragment, for a page that has none of its own."""
    return _data("colours.css")


def style() -> str:
    """The CSS that the fragment needs."""
    return svg.style() + "\n" + _data("player.css")


def script() -> str:
    """The JavaScript module that steps through the fragments of a page."""
    return _data("player.js")


def _data(name: str) -> str:
    return files("asyncio_timeline.page").joinpath(name).read_text(encoding="utf-8")
