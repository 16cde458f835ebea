"""A run as HTML: a fragment for any page, or a page of its own. Complete without JavaScript.

The fragment, `timeline_view(timeline, identity=…)`:

    <asyncio-timeline class="timeline" id="IDENTITY">
      <div class="timeline__drawing"> the SVG, in a box that scrolls </div>
      <details class="timeline__moments">
        <ul class="timeline__key"> what its signs mean </ul>
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
* Each line of code is an element with `data-line="7"`, each line of output one with
  `data-print="3"`: the index into `Timeline.prints` that `printed_lines` gives, whose `classes`
  draw the mark of who printed it. Both should be blocks, or at least `position: relative`. A
  `<samp>` around lines of output is hidden until its first line is printed.
* Where only a part of the code is shown, a `<template data-source>` holds all of it, so that the
  player can quote the other lines.
* `--inset` is how far code and output stand from the edge of their box, as a length.
* `style()` is in a style sheet, `script()` is a module. Custom properties of the page that
  `drawing.css` names at its top replace its colours.

The player adds its buttons itself and sets on those elements: `tl-now` (and the mark of the task)
for the line of code and of output of the moment, `tl-later` for output that is not printed yet.
It needs no inline style and no permission of a content security policy but to be loaded.
"""

from __future__ import annotations

import base64
import hashlib
import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Protocol

from asyncio_timeline.drawing import svg as drawing
from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.escaping import escaped
from asyncio_timeline.drawing.marks import Mark, lane_mark, mark
from asyncio_timeline.drawing.scale import Axis, scale
from asyncio_timeline.timeline import Timeline


class Run(Protocol):
    """What `page` needs of a run: `program.run` returns one."""

    @property
    def timeline(self) -> Timeline:
        """What happened."""
        ...

    @property
    def status(self) -> int:
        """The exit status."""
        ...

    @property
    def source(self) -> str:
        """The script."""
        ...


# ------------------------------------------------------------------------------ fragment


def timeline_view(timeline: Timeline, *, identity: str, axes: Sequence[Axis] = ("order",)) -> str:
    """The fragment. With two axes the second is hidden until the reader asks for it."""
    drawings = drawing.svg(timeline, axis=axes[0], identity=identity)
    for axis in axes[1:]:
        away = drawing.svg(timeline, axis=axis, identity=f"{identity}-{axis}")
        drawings += away.replace('class="tl"', 'class="tl tl-away" aria-hidden="true"', 1)
    signs = "".join(
        f'<li><svg class="tl" width="26" height="16" aria-hidden="true">{markup}</svg>{text}</li>'
        for markup, text in drawing.key(timeline, identity)
    )
    program = escaped(timeline.program, quotes=True)
    rows = words.table(timeline)
    return (
        f'<asyncio-timeline class="timeline" id="{identity}">\n'
        f'<div class="timeline__drawing" tabindex="0" role="group"'
        f' aria-label="Timeline of {program}">{drawings}</div>\n'
        '<details class="timeline__moments">'
        f"<summary>Key, and the run in words: {len(rows):,} moments</summary>\n"
        f'<ul class="timeline__key" aria-hidden="true">{signs}</ul>\n'
        f'<div class="timeline__table" tabindex="0" role="group"'
        f' aria-label="Moments of {program}">{table(timeline, axes)}</div></details>\n'
        "</asyncio-timeline>"
    )


def table(timeline: Timeline, axes: Sequence[Axis] = ("order",)) -> str:
    """Every moment as a row."""
    places = {axis: scale(timeline, axis, drawing.MOST_STEPS) for axis in axes}
    rows: list[str] = []
    for row in words.table(timeline):
        data = [f'data-order="{row.at.order}"']
        for axis, name in (("order", "x"), ("time", "t")):
            if axis in places and places[axis].drawn(row.at.order):
                percent = places[axis].percent(places[axis].at(row.at.order))
                data.append(f'data-{name}="{percent}"')
        data.append(f'data-printed="{row.printed}"')
        data += (
            f'data-{name}="{value}"'
            for name, value in (("step", row.step), ("job", row.job))
            if value is not None
        )
        rows.append(
            f"<tr {' '.join(data)}><td>{words.seconds(row.at.time)}</td>"
            f'<td class="{_mark_of(row, timeline).classes}">{_breakable(row.who)}</td>'
            f"<td>{_breakable(row.what)}</td>"
            f"<td>{'' if row.line is None else row.line}</td></tr>"
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Time", "Who", "What", "Line"))
    body = "\n".join(rows)
    return (
        f'<table class="tl-table"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
    )


def _breakable(text: str) -> str:
    """Text whose long names may go on in the next line, after an underscore or before a dot."""
    return re.sub(r"(?<=[^\W_]_)(?=[^\W_])|(?<=[^\W\d])(?=\.[^\W\d])", "<wbr>", escaped(text))


def _mark_of(row: words.Row, timeline: Timeline) -> Mark:
    if row.task is None and row.job is not None:
        return lane_mark(timeline.jobs[row.job].kind)
    return mark(row.task)


@dataclass(frozen=True)
class PrintedLine:
    """A line of output: `index` into `Timeline.prints`, and the classes of who printed it."""

    index: int
    classes: str


def printed_lines(
    timeline: Timeline, outputs: Iterable[tuple[str, str]]
) -> list[PrintedLine | None]:
    """Which print made each line of output (its text and its stream), in the order of `outputs`.

    A transcript is not the recorded run: paths are shortened, streams may be apart, a line may be
    missing. Each line is looked for on its own stream after the one before; what is not found
    belongs to the print before it, and to none if there is none.
    """
    recorded: dict[str, list[int]] = {"stdout": [], "stderr": []}
    for index, each in enumerate(timeline.prints):
        recorded[each.stream].append(index)
    later: dict[str, dict[str, list[int]]] = {"stdout": {}, "stderr": {}}
    for stream, indices in recorded.items():
        for index in reversed(indices):
            later[stream].setdefault(timeline.prints[index].text, []).append(index)
    found: list[PrintedLine | None] = []
    last = {"stdout": -1, "stderr": -1}
    before: PrintedLine | None = None
    for text, stream in outputs:
        candidates = later.get(stream, {}).get(text.rstrip("\n"), [])
        while candidates and candidates[-1] < last[stream]:
            candidates.pop()
        if candidates:
            last[stream] = candidates.pop()
            before = PrintedLine(last[stream], _printer(timeline, last[stream]).classes)
        found.append(before)
    return found


def _printer(timeline: Timeline, index: int) -> Mark:
    each = timeline.prints[index]
    if each.job is not None:
        return lane_mark(timeline.jobs[each.job].kind)
    return mark(None if each.step is None else timeline.steps[each.step].task)


def style() -> str:
    """The CSS that the fragment needs."""
    return drawing.style() + "\n" + _data("player.css")


def script() -> str:
    """The JavaScript module that steps through the fragments of a page."""
    return _data("player.js")


def _data(name: str) -> str:
    return files("asyncio_timeline.page").joinpath(name).read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------- page

BOTH_AXES = 200
"""Up to this many steps a page of its own has both axes."""


def page(run: Run) -> str:
    """One HTML file that needs nothing else: code, output, timeline, and the player.

    It asks no host for anything, and its content security policy forbids it to.
    """
    timeline = run.timeline
    name = escaped(timeline.program)
    axes: tuple[Axis, ...] = ("order", "time") if len(timeline.steps) <= BOTH_AXES else ("order",)
    css, javascript = style() + "\n" + _data("page.css"), script()
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(javascript)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    clock = " on a simulated clock" if timeline.simulated else ""
    status = f'<p class="status">exit status {run.status}</p>' if run.status else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{name}: timeline</title>
<link rel="icon" href="data:,">
<style>{css}</style>
<script type="module">{javascript}</script>
</head>
<body>
<main>
<figure>
<figcaption><h1>{name}</h1></figcaption>
<div class="views">
<section class="code" aria-labelledby="code"><h2 id="code">Code</h2>
<pre tabindex="0" role="group" aria-labelledby="code"><code>{highlighted(run.source)}</code></pre>
</section>
<section class="output" aria-labelledby="output"><h2 id="output">Output</h2>
<pre tabindex="0" role="group" aria-labelledby="output">{_output(timeline)}</pre>{status}
</section>
</div>
<section aria-labelledby="run"><h2 id="run">Timeline</h2>
{timeline_view(timeline, identity="timeline", axes=axes)}
</section>
</figure>
<footer><p>Recorded on Python {escaped(timeline.python)}{clock}.</p></footer>
</main>
</body>
</html>
"""


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _output(timeline: Timeline) -> str:
    runs: list[str] = []
    numbered = enumerate(timeline.prints)
    for stream, prints in groupby(numbered, key=lambda each: each[1].stream):
        lines = "".join(
            f'<span class="line {_printer(timeline, index).classes}" data-print="{index}">'
            f"{escaped(each.text)}\n</span>"
            for index, each in prints
        )
        runs.append(f'<samp class="{stream}">{lines}</samp>')
    return "".join(runs) or '<samp class="nothing">(prints nothing)</samp>'


# -------------------------------------------------------------------------- highlighting


def highlighted(source: str) -> str:
    """The script as HTML, a `<span class="line" data-line>` a line.

    Keywords, strings, numbers and comments by the `tokenize` module; what it cannot read stays
    plain from there on.
    """
    lines = source.removesuffix("\n").split("\n")
    colours: dict[int, list[tuple[int, int, str]]] = {}
    for kind, (row, column), (last_row, last_column) in _tokens(source):
        for number in range(row, last_row + 1):
            start = column if number == row else 0
            end = last_column if number == last_row else len(lines[number - 1])
            colours.setdefault(number, []).append((start, end, kind))
    return "".join(
        f'<span class="line" data-line="{number}">'
        f"{_coloured(text, colours.get(number, []))}\n</span>"
        for number, text in enumerate(lines, 1)
    )


def _tokens(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    begun: list[tuple[int, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            name = tokenize.tok_name[token.type]
            # From 3.12 on f-strings, and from 3.14 on t-strings, come in parts, nested perhaps.
            if name in ("FSTRING_START", "TSTRING_START"):
                begun.append(token.start)
            elif name in ("FSTRING_END", "TSTRING_END"):
                start = begun.pop()
                if not begun:
                    yield "string", start, token.end
            elif begun:
                continue
            elif name == "STRING":
                yield "string", token.start, token.end
            elif name == "NUMBER":
                yield "number", token.start, token.end
            elif name == "COMMENT":
                yield "comment", token.start, token.end
            elif name == "NAME" and keyword.iskeyword(token.string):
                yield "keyword", token.start, token.end
    except (tokenize.TokenError, SyntaxError):
        return


def _coloured(text: str, colours: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    place = 0
    for start, end, kind in colours:
        parts.append(escaped(text[place:start]))
        parts.append(f'<span class="{kind}">{escaped(text[start:end])}</span>')
        place = end
    return "".join([*parts, escaped(text[place:])])
