"""A run as one HTML file that needs nothing else. In: a run and its source. Out: HTML."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_left
from collections.abc import Mapping
from importlib.resources import files
from itertools import groupby
from typing import Protocol

from asyncio_timeline.drawing.escaping import escaped
from asyncio_timeline.drawing.scale import Axis
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.drawing.words import place_of, rows, seconds
from asyncio_timeline.findings import findings
from asyncio_timeline.page.fragment import (
    colours,
    printer,
    script,
    style,
    timeline_view,
    whole_lines,
)
from asyncio_timeline.page.highlighting import highlighted
from asyncio_timeline.timeline import Timeline

BOTH_AXES = 200
"""Up to this many steps a page of its own has both axes."""


TITLE_ENDS = ": timeline</title>"
"""How the title of such a page ends. The command replaces a file only if it knows it by this."""


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

    @property
    def sources(self) -> Mapping[str, str]:
        """The other files of the program that the timeline names."""
        ...


def page(run: Run) -> str:
    """One HTML file that needs nothing else: code, output, timeline, and the player.

    It asks no host for anything, and its content security policy forbids it to.
    """
    timeline = run.timeline
    name = escaped(timeline.program)
    axes: tuple[Axis, ...] = ("order", "time") if len(timeline.steps) <= BOTH_AXES else ("order",)
    css, javascript = f"{colours()}\n{style()}\n{_page_style()}", script()
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(javascript)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    status = f'<p class="status">exit status {run.status}</p>' if run.status else ""
    story = Story(timeline)
    cut = ""
    if story.cut is not None:
        time = seconds(story.cut.time)
        cut = (
            '<p class="cut" role="note">The run had more events than the recording has room for.'
            f" What came after {time} is missing here;"
            " <code>--events N</code> makes room for more.</p>\n"
        )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{name}{TITLE_ENDS}
<link rel="icon" href="data:,">
<style>{css}</style>
<script type="module">{javascript}</script>
</head>
<body>
<main>
<figure>
<figcaption><h1>{name}</h1></figcaption>
{cut}{_findings(story)}<div class="views">
<section class="code" aria-labelledby="code"><h2 id="code">Code</h2>
{_code(run)}
</section>
<section class="output" aria-labelledby="output"><h2 id="output">Output</h2>
<pre tabindex="0" role="group" aria-labelledby="output">{_output(timeline)}</pre>{status}
</section>
</div>
<section aria-labelledby="run"><h2 id="run">Timeline</h2>
{timeline_view(timeline, identity="timeline", axes=axes)}
</section>
</figure>
<footer><p>{_foot(timeline)}</p></footer>
</main>
</body>
</html>
"""


def _findings(story: Story) -> str:
    """What was slow or wrong comes first: each is a link to its moment."""
    found = findings(story.timeline)
    if not found:
        return ""
    orders = [row.at.order for row in rows(story)]
    items: list[str] = []
    for each in found:
        moment = bisect_left(orders, each.at.order) + 1
        place = "" if each.line is None else f" ({place_of(each.line, each.file)})"
        what = f'<a href="#timeline" data-moment="{moment}">{seconds(each.at.time)}</a>: '
        items.append(f"<li>{what}{escaped(each.what + place)}</li>")
    listed = "\n".join(items)
    return (
        '<section class="findings" aria-labelledby="findings">'
        '<h2 id="findings">Slow or wrong</h2>\n'
        f"<ul>\n{listed}\n</ul></section>\n"
    )


def _code(run: Run) -> str:
    """The script; if there are several files, each can be opened, and the player opens them."""

    def shown(text: str, file: str | None, label: str) -> str:
        code = highlighted(text, file)
        return f'<pre tabindex="0" role="group" {label}><code>{code}</code></pre>'

    if not run.sources:
        return shown(run.source, None, 'aria-labelledby="code"')
    main = [(None, run.source)] if run.source else []
    files: list[tuple[str | None, str]] = [*main, *run.sources.items()]
    parts: list[str] = []
    for number, (file, text) in enumerate(files):
        name = escaped(file or run.timeline.program, quotes=True)
        is_open = " open" if number == 0 else ""
        code = shown(text, file, f'aria-label="{name}"')
        summary = f"<summary>{name}</summary>"
        parts.append(f'<details name="file"{is_open}>{summary}\n{code}</details>')
    return "\n".join(parts)


def _foot(timeline: Timeline) -> str:
    """What the last line of the page says."""
    clock = " on a simulated clock" if timeline.simulated else ""
    return f"Recorded on Python {escaped(timeline.python)}{clock}."


def _page_style() -> str:
    return files("asyncio_timeline.page").joinpath("page.css").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _output(timeline: Timeline) -> str:
    samples: list[str] = []
    lines = whole_lines(timeline)
    for stream, of_stream in groupby(lines, key=lambda line: timeline.prints[line[0]].stream):
        text = "".join(_line(timeline, line) for line in of_stream)
        samples.append(f'<samp class="{stream}">{text}</samp>')
    return "".join(samples) or '<samp class="nothing">(prints nothing)</samp>'


def _line(timeline: Timeline, line: list[int]) -> str:
    """A line of output; if several wrote it, each part has its own mark."""
    parts = [
        (f'{printer(timeline, index).classes}" data-print="{index}">', timeline.prints[index].text)
        for index in line
    ]
    if len(parts) == 1:
        attributes, text = parts[0]
        return f'<span class="line {attributes}{escaped(text)}\n</span>'
    inside = "".join(
        f'<span class="{attributes}{escaped(text)}</span>' for attributes, text in parts
    )
    return f'<span class="line">{inside}\n</span>'
