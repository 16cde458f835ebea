"""How a listing looks: the HTML of an example, of a cell, of the playground, of a prediction.

In: a `Listing`, or what a cell holds. Out: the attributes of a `<figure>`, and its inside. Nothing
is checked any more, and nothing is run. The HTML needs no JavaScript to be complete.

This docstring is the contract. Style sheets and scripts (`docs/assets/listing/` and `run/`, and
the player, whose needs are in `asyncio_timeline.page.fragment`) and tests (`built_page.py`) rely on
what it names, and on nothing else. In brackets: not in every listing.

    <figure class="listing"              [listing--below: the output is below, however wide]
            [data-example="tasks/a.py"]  the script; neither a cell nor the playground has one
            [data-part="main"]           the part of it that is shown
            [data-run="6600000"]>        the page can run it: bytes that a first Run downloads
      <figcaption class="listing__head">
        [<p class="listing__claim">]     the caption
        <p class="listing__tools">
          <a class="listing__file">      the name of the file, which leads to it
          <span class="listing__said">   empty: where Copy says what it did
          [<button class="listing__run" data-label-ready="Run a.py">  its label once Python is there
             <small class="listing__cost">]                           goes when Python is there
          [<button class="listing__edit">]
          <button class="listing__copy">
          [<a class="listing__download">]
      <div class="listing__views">
        <div class="listing__code highlight">
          <pre> <code>                   one element a line, its text with its line end:
            <span class="line" data-line="7">  [line--marked: highlighted]
          [<template class="listing__source" data-source>]  the script, where a part is shown
        <div class="listing__output">    or, one for all Pythons being too few:
        <fieldset class="listing__output listing__tabs">
          <p or legend class="listing__label">
          [<input type="radio" id="ID-0"> <label>] for each of the panels, in their order
          [<div class="listing__panel" data-pythons="3.11 3.12">]
            <pre class="transcript">     a run of lines of one stream is one <samp>:
              <samp class="stdout">      or stderr, or nothing: it printed nothing
                <span class="line" [data-print="3"]>  [line--aligned: it must not wrap]
            [<p class="listing__status">]  exit status 1
            [<p class="listing__other">]   the timeline is of another Python than these lines
      [<asyncio-timeline id="ID-run">]
      [<p class="listing__foot">]        what was verified, and what differs

The playground is `<figure class="listing playground">` with empty views and, in place of the file,
`<select class="playground__start" data-root="../">`: the names of examples, and the way to the
site's root. A prediction is `<figure class="listing predict" data-predict="tasks/a.py">`: its code
without what gives the answer away; in place of the output the shuffled lines, and below them the
answer:

    <div class="predict__lines">
      <p class="listing__label"> <ol class="predict__guess"> <li> <samp>   a line
    <details class="predict__answer">  the claim, `listing__output` and the timeline, as above

A comparison is `<figure class="listing compare" data-compare="tasks/a.py tasks/b.py">` with a
`<section class="compare__run">` for each run: its claim, the link to its file, its drawing.

Scripts give a prediction its buttons. Those of listings are hidden until a script shows them. The
words of Run and Edit are written here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

import pygments
from asyncio_timeline.page.fragment import (
    PrintedLine,
    on_one_clock,
    printed_lines,
    timeline_view,
)
from asyncio_timeline.timeline import Timeline
from pygments.filter import Filter
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import Name, Operator, Punctuation, Text, Whitespace

from tested_examples.in_the_page.browser_runtime import Runtime
from tested_examples.interpreter import span
from tested_examples.pages.listing import Listing, why_not_in_page
from tested_examples.pages.predict import Prediction
from tested_examples.running import environment, recording
from tested_examples.running.normalising import Kind, OutputLine
from tested_examples.running.recording import Group

OUTPUT_COLUMNS = 42
"""How many characters fit beside the code on a wide screen (`docs/assets/listing/listing.css`)."""

# ------------------------------------------------------------------------------- figures


def attributes(listing: Listing, runtime: Runtime | None) -> dict[str, str]:
    """The attributes of the figure. `runtime` is the Python that the page has, if it has one."""
    given = {"class": "listing listing--below" if _reads_better_below(listing) else "listing"}
    given["data-example"] = listing.example.name
    if listing.part:
        given["data-part"] = listing.part
    if runtime and why_not_in_page(listing, runtime) is None:
        given["data-run"] = str(runtime.bytes)
    return given


def inside(listing: Listing, runtime: Runtime | None, root: str, identity: str) -> str:
    """The inside of the figure. `root` leads from the page to the site's root (`../../`)."""
    name = listing.example.name
    href = escape(f"{root}examples/{name}", quote=True)
    file = escape(name.rpartition("/")[2])
    whole = "" if listing.part is None else _template(listing.example.source)
    can_run = runtime and why_not_in_page(listing, runtime) is None
    code = code_lines(listing.example.source, listing.shown, listing.marked)
    return f"""
<figcaption class="listing__head">
<p class="listing__claim">{_inline(listing.example.claim)}</p>
<p class="listing__tools" data-search-exclude>
<a class="listing__file" href="{href}">{_breakable(name)}</a>
<span class="listing__said" role="status"></span>
{_run_buttons(file, runtime) if runtime and can_run else ""}\
<button class="listing__copy" type="button" hidden aria-label="Copy {file}">Copy</button>
<a class="listing__download" href="{href}" download aria-label="Download {file}">Download</a></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"><pre tabindex="0" role="group" aria-label="Code of {file}"\
><code>{code}</code></pre>{whole}</div>
{_output(listing, file, identity)}
</div>
{_timeline(listing, identity)}
<p class="listing__foot" data-search-exclude>{_foot(listing, runtime)}</p>
"""


def cell(name: str, identity: str, source: str, lines: Sequence[OutputLine]) -> str:
    """The figure of a cell of a notebook, with its stored output. Cells do not run in the page."""
    return f"""
<figure class="listing" id="{identity}">
<figcaption class="listing__head">
<p class="listing__tools"><span class="listing__file">{name}</span>
<span class="listing__said" role="status"></span>
<button class="listing__copy" type="button" hidden aria-label="Copy {name}">Copy</button></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"><pre tabindex="0" role="group" aria-label="Code of {name}"\
><code>{code_lines(source, range(1, source.count(chr(10)) + 2))}</code></pre></div>
<div class="listing__output"><p class="listing__label" aria-hidden="true">Output</p>\
<pre class="transcript" tabindex="0" role="group" aria-label="Output of {name}">\
{output_lines(lines)}</pre></div>
</div>
</figure>
"""


def file(name: str, text: str, root: str) -> str:
    """The inside of the figure of a file that is no Python: its text, Copy and Download."""
    short, href = escape(name.rpartition("/")[2]), escape(f"{root}{name}", quote=True)
    lines = "".join(
        f'<span class="line" data-line="{number}">{escape(line)}</span>'
        for number, line in enumerate(text.splitlines(keepends=True), 1)
    )
    return f"""
<figcaption class="listing__head">
<p class="listing__tools" data-search-exclude>
<a class="listing__file" href="{href}">{short}</a>
<span class="listing__said" role="status"></span>
<button class="listing__copy" type="button" hidden aria-label="Copy {short}">Copy</button>
<a class="listing__download" href="{href}" download aria-label="Download {short}">Download</a></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"><pre tabindex="0" role="group" aria-label="Text of {short}"\
><code>{lines}</code></pre></div>
</div>
"""


def playground_attributes(runtime: Runtime | None) -> dict[str, str]:
    """The attributes of the figure with an empty editor."""
    given = {"class": "listing playground"}
    return given | {"data-run": str(runtime.bytes)} if runtime else given


def playground(names: Sequence[str], root: str, runtime: Runtime | None) -> str:
    """The inside of the figure with an empty editor. `names` are what a reader can start from."""
    if runtime is None:
        return "<p>This site was built without the Python that runs in the page.</p>"
    choices = "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in names)
    return f"""
<figcaption class="listing__head">
<p class="listing__tools" data-search-exclude>
<label class="listing__file">Start from <select class="playground__start" data-root="{root}">
<option value="">an empty script</option>{choices}</select></label>
<span class="listing__said" role="status"></span>
{_run_buttons("your script", runtime)}\
<button class="listing__copy" type="button" hidden aria-label="Copy the script">Copy</button></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"></div>
<div class="listing__output"></div>
</div>
"""


def prediction_attributes(asked: Prediction) -> dict[str, str]:
    """The attributes of the figure of a prediction."""
    return {"class": "listing predict", "data-predict": asked.listing.example.name}


def prediction(asked: Prediction, root: str, identity: str) -> str:
    """The inside of the figure of a prediction."""
    shown = asked.listing
    name = shown.example.name
    href = escape(f"{root}examples/{name}", quote=True)
    file = escape(name.rpartition("/")[2])
    lines = "".join(
        f'<li><samp class="{line.stream}">{escape(line.text)}</samp></li>'
        for line in asked.shuffled
    )
    return f"""
<figcaption class="listing__head">
<link rel="stylesheet" href="{root}assets/predict/predict.css">
<script type="module" src="{root}assets/predict/predict.js"></script>
<p class="listing__claim">In which order does this script print its lines?</p>
<p class="listing__tools" data-search-exclude>
<a class="listing__file" href="{href}">{_breakable(name)}</a></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"><pre tabindex="0" role="group" aria-label="Code of {file}"\
><code>{code_lines(shown.example.source, asked.shown)}</code></pre>\
{_template(shown.example.source)}</div>
<div class="predict__lines" data-search-exclude>
<p class="listing__label" id="{identity}-label">Its lines, shuffled</p>
<ol class="predict__guess" aria-labelledby="{identity}-label">{lines}</ol>
</div>
</div>
<details class="predict__answer"><summary>What it printed</summary>
<p class="predict__claim">{_inline(shown.example.claim)}</p>
{_output(shown, file, identity)}
{_timeline(shown, identity)}
<p class="listing__foot" data-search-exclude>{_foot(shown, None)}</p>
</details>
"""


def comparison_attributes(asked: tuple[Listing, Listing]) -> dict[str, str]:
    """The attributes of the figure of a comparison."""
    named = " ".join(each.example.name for each in asked)
    return {"class": "listing compare", "data-compare": named}


def comparison(asked: tuple[Listing, Listing], root: str, identity: str) -> str:
    """The inside of the figure of a comparison: two runs, one above the other."""
    drawings = on_one_clock([each.timeline for each in asked if each.timeline], identity=identity)
    runs = "".join(
        f"""<section class="compare__run" aria-labelledby="{identity}-{number}-claim">
<p class="compare__claim" id="{identity}-{number}-claim">{_inline(each.example.claim)}</p>
<p class="compare__file" data-search-exclude>\
<a href="{escape(f"{root}examples/{each.example.name}", quote=True)}">\
{_breakable(each.example.name)}</a></p>
{drawing}
</section>
"""
        for number, (each, drawing) in enumerate(zip(asked, drawings, strict=True), 1)
    )
    return f"""
<figcaption class="listing__head">
<p class="listing__claim">Two runs on one clock</p>
</figcaption>
{runs}<p class="listing__foot" data-search-exclude>What stands above each other happened at the same
time since the start.</p>
"""


# ------------------------------------------------------------------------- head and foot


def _run_buttons(file: str, runtime: Runtime) -> str:
    """Run and Edit, with all their words: scripts choose among these and write none."""
    cost = f"{runtime.bytes / 1e6:.1f} MB once"
    return (
        '<button class="listing__run" type="button" hidden'
        f' aria-label="Run {cost}: run {file}, after a download of Python"'
        f' data-label-ready="Run {file}">'
        f'Run <small class="listing__cost">{cost}</small></button>\n'
        '<button class="listing__edit" type="button" hidden'
        f' aria-label="Edit {file}">Edit</button>\n'
    )


def _foot(listing: Listing, runtime: Runtime | None) -> str:
    """What was verified, and what differs from what a reader would get, in small type."""
    absent = recording.unverified(listing.example, listing.recording)
    said = [f"Verified on Python {span(listing.recording.versions)}"]
    if listing.example.requires_python:
        said.append(f"needs Python {escape(str(listing.example.requires_python))}")
    if listing.example.dependencies:
        said.append(f"with {_packages(listing)}")
    if absent:
        said.append(f"<strong>not yet verified on {span(absent)}</strong>")
    if timeline := listing.timeline:
        clock = "on a simulated clock" if timeline.simulated else "of a real run"
        said.append(f"timeline {clock}, Python {timeline.python}")
    if runtime and (why := why_not_in_page(listing, runtime)):
        said.append(f"no Run in the page: {why}")
    kinds = {kind for group in listing.recording.groups for kind in group.transcript.normalised}
    said += [kind.value for kind in Kind if kind in kinds]
    if listing.part:
        total = len(listing.example.source.splitlines())
        said.append(f"lines {listing.first} to {listing.last} of {total} are shown")
    return "; ".join(said) + "."


def _packages(listing: Listing) -> str:
    """The packages that it ran with: `fastapi 0.165.0`, and of two versions both."""
    found: dict[str, dict[str, None]] = {}
    for python in listing.recording.versions:
        for name, version in environment.versions(listing.example, python).items():
            found.setdefault(name, {})[version] = None
    return escape(", ".join(f"{name} {' and '.join(each)}" for name, each in found.items()))


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def _breakable(name: str) -> str:
    """A file name that a narrow screen may break after `/` and `_`."""
    return re.sub("([/_])", r"\1<wbr>", escape(name))


# ---------------------------------------------------------------------------------- code


def code_lines(source: str, shown: Iterable[int], marked: Collection[int] = ()) -> str:
    """Highlighted lines of a script, each in a span that says its number; the text stays whole."""
    lexer = PythonLexer(stripnl=False, filters=[_Plainly()])
    lines = pygments.highlight(source, lexer, HtmlFormatter[str](nowrap=True)).split("\n")
    return "".join(
        f'<span class="line{" line--marked" if number in marked else ""}"'
        f' data-line="{number}">{lines[number - 1]}\n</span>'
        for number in shown
    )


class _Plainly(Filter):
    """What has no colour of its own gets no element of its own, or code weighs a third more."""

    kinds = frozenset((Name, Name.Builtin, Name.Namespace, Operator, Punctuation, Whitespace))

    def filter(self, lexer: object, stream: Iterable[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
        """The same words, some of another kind."""
        del lexer
        for kind, text in stream:
            yield (Text if kind in self.kinds else kind), text


def _template(source: str) -> str:
    """The whole script, for Copy, where only a part is shown."""
    attributes = 'class="listing__source" data-source data-search-exclude'
    return f"<template {attributes}>{escape(source, quote=False)}</template>"


# -------------------------------------------------------------------- output, timeline


def output_lines(lines: Sequence[OutputLine], timeline: Timeline | None = None) -> str:
    """What was printed, in order: a `<samp>` for each run of lines of one stream.

    With a timeline, each line says which of its prints it is, and bears the mark of who printed it.
    """
    runs: list[str] = []
    told = [(line.text, line.stream) for line in lines]
    printed = printed_lines(timeline, told) if timeline else [None] * len(lines)
    pairs = zip(lines, printed, strict=True)
    for stream, run in groupby(pairs, key=lambda pair: pair[0].stream):
        text = "".join(_output_line(line, by) for line, by in run)
        runs.append(f'<samp class="{stream}">{text}</samp>')
    return "".join(runs) or '<samp class="nothing"></samp>'


def _output_line(line: OutputLine, by: PrintedLine | None) -> str:
    classes = ["line"]
    if _aligned(line):
        classes.append("line--aligned")
    which = ""
    if by is not None:
        classes.append(by.classes)
        which = f' data-print="{by.index}"'
    return f'<span class="{" ".join(classes)}"{which}>{escape(line.text)}\n</span>'


def _output(listing: Listing, file: str, identity: str) -> str:
    groups = listing.recording.groups
    if len(groups) == 1:
        return (
            '<div class="listing__output">'
            '<p class="listing__label" aria-hidden="true" data-search-exclude>Output</p>'
            f"{_transcript(groups[0], f'Output of {file}', listing.timeline)}</div>"
        )
    return (
        '<fieldset class="listing__output listing__tabs">'
        '<legend class="listing__label" data-search-exclude>'
        "Output differs by Python version</legend>"
        f"{''.join(_tab(groups, number, identity) for number in range(len(groups)))}"
        f"{''.join(_panel(group, file, listing.timeline) for group in groups)}"
        "</fieldset>"
    )


def _tab(groups: tuple[Group, ...], number: int, identity: str) -> str:
    checked = " checked" if number == len(groups) - 1 else ""
    return (
        f'<input type="radio" name="{identity}" id="{identity}-{number}"{checked}>'
        f'<label for="{identity}-{number}" data-search-exclude>'
        f"{span(groups[number].versions)}</label>"
    )


def _panel(group: Group, file: str, timeline: Timeline | None) -> str:
    label = f"Output of {file} on Python {span(group.versions)}"
    return (
        f'<div class="listing__panel" data-pythons="{" ".join(group.versions)}">'
        f"{_transcript(group, label, timeline)}</div>"
    )


def _transcript(group: Group, label: str, timeline: Timeline | None) -> str:
    recorded_here = timeline if timeline and timeline.python in group.versions else None
    status = group.transcript.status
    ended = f'<p class="listing__status">exit status {status}</p>' if status else ""
    other = ""
    if timeline and not recorded_here:
        other = f'<p class="listing__other">The timeline below is of Python {timeline.python}.</p>'
    return (
        f'<pre class="transcript" tabindex="0" role="group" aria-label="{escape(label)}">'
        f"{output_lines(group.transcript.lines, recorded_here)}</pre>{ended}{other}"
    )


def _aligned(line: OutputLine) -> bool:
    """Whether a line is one of a traceback's, whose carets point at the line above."""
    return line.stream == "stderr" and line.text.startswith(" ")


def _reads_better_below(listing: Listing) -> bool:
    """Whether some output is too wide to stand at the right of the code and must not wrap."""
    return any(
        _aligned(line) and len(line.text) > OUTPUT_COLUMNS
        for group in listing.recording.groups
        for line in group.transcript.lines
    )


def _timeline(listing: Listing, identity: str) -> str:
    if listing.timeline is None:
        return ""
    drawn = timeline_view(listing.timeline, identity=f"{identity}-run")
    return drawn.replace("<asyncio-timeline", "<asyncio-timeline data-search-exclude", 1)
