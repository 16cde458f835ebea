"""A listing: how a page shows an example. Checked, then drawn as HTML; nothing is run.

In: a block (see `page`), a script of `examples/`, its recording. Out: the inside of a `<figure>`
with code, output, caption, and the file to copy or download. The HTML needs no JavaScript;
`docs/assets/listing.js` shows the Copy button.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import pygments
from asyncio_timeline.page.fragment import PrintedLine, printed_lines, timeline_view
from asyncio_timeline.timeline import Timeline
from pygments.filter import Filter
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import Name, Operator, Punctuation, Text, Whitespace

from tested_examples import example
from tested_examples.example import Example
from tested_examples.in_the_page import browser_runtime
from tested_examples.in_the_page.browser_runtime import Runtime
from tested_examples.interpreter import span
from tested_examples.pages import page
from tested_examples.problem import Problem
from tested_examples.running import recording
from tested_examples.running.normalising import Line
from tested_examples.running.recording import Group, Recording

EXAMPLES, RECORDINGS = Path("examples"), Path("recordings")
OPTIONS = ("part", "highlight")

OUTPUT_COLUMNS = 42
"""How many characters fit beside the code on a wide screen (`docs/assets/listing.css`)."""


@dataclass(frozen=True)
class Listing:
    """What a block asks for: an example with its recording, the lines to show and to mark."""

    example: Example
    recording: Recording
    part: str | None
    first: int
    last: int
    marked: frozenset[int]

    @property
    def shown(self) -> range:
        """The numbers of the lines that are shown."""
        return range(self.first, self.last + 1)

    @property
    def timeline(self) -> Timeline | None:
        """The timeline to draw. Where no loop ran there is nothing to see, so there is none."""
        recorded = self.recording.timeline
        return recorded if recorded and recorded.tasks else None


def prepare(argument: str, options: page.Options, examples: Path = EXAMPLES) -> Listing:
    """Check what a block says. Raises `Problem`, which `at` then places on the page."""
    for name, value in options:
        if name not in OPTIONS or not value:
            raise Problem(
                "",
                f"unknown option '{name}'" if value else f"this is not an option: '{name}'",
                details=(("expected", " or ".join(f"{option}: …" for option in OPTIONS)),),
                next_step="correct the line, or end the block before it with ///",
            )
    if not argument:
        raise Problem(
            "",
            "the block names no example",
            details=(("expected", "/// example | <chapter>/<name>.py"),),
            next_step="name a script of examples/ after the bar",
        )
    shown = example.load(argument, examples)
    recorded = recording.read(shown, RECORDINGS)
    part = next((value for name, value in options if name == "part"), None)
    if part is None:
        first, last = 1, len(shown.source.splitlines())
    elif part in shown.parts:
        first, last = shown.parts[part]
    else:
        raise Problem(
            "",
            f"{argument} has no function or class '{part}'",
            details=(("it has", ", ".join(shown.parts) or "none"),),
            next_step="correct the name after part:",
        )
    marked: set[int] = set()
    lines = shown.source.splitlines()
    for text in (value for name, value in options if name == "highlight"):
        found = {number for number in range(first, last + 1) if text in lines[number - 1]}
        if not found:
            raise Problem(
                "",
                f"no line shown of {argument} contains '{text}'",
                details=(("shown", f"lines {first} to {last}"),),
                next_step="correct the text after highlight:",
            )
        marked |= found
    return Listing(shown, recorded, part, first, last, frozenset(marked))


def at(problem: Problem, path: Path, line: int | None) -> Problem:
    """The same problem, told of the page that asks for the listing."""
    details = problem.details
    if problem.path:
        where = str(problem).split(": ", 1)[0]
        details = (("where", where), *details)
    return Problem(path, problem.what, line=line, details=details, next_step=problem.next_step)


# ------------------------------------------------------------------------------- drawing


def render(listing: Listing, root: str, identity: str) -> str:
    """The inside of the figure. `root` leads from the page to the site's root (`../../`)."""
    name = listing.example.name
    href = escape(f"{root}examples/{name}", quote=True)
    file = escape(name.rpartition("/")[2])
    whole = "" if listing.part is None else _template(listing.example.source)
    runtime = browser_runtime.read()
    return f"""
<figcaption class="listing__head">
<p class="listing__claim">{_inline(listing.example.claim)}</p>
<p class="listing__tools" data-search-exclude>
<a class="listing__file" href="{href}">{_breakable(name)}</a>
<span class="listing__said" role="status"></span>
{_run_buttons(runtime) if runtime and not why_not_in_page(listing, runtime) else ""}\
<button class="listing__copy" type="button" hidden aria-label="Copy {file}">Copy</button>
<a class="listing__download" href="{href}" download aria-label="Download {file}">Download</a></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"><pre tabindex="0" role="group" aria-label="Code of {file}"\
><code>{code_lines(listing.example.source, listing.shown, listing.marked)}</code></pre>{whole}</div>
{_output(listing, file, identity)}
</div>
{_timeline(listing, identity)}
<p class="listing__foot" data-search-exclude>{_foot(listing)}</p>
"""


def code_lines(source: str, shown: range, marked: Collection[int] = ()) -> str:
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


def output_lines(lines: Sequence[Line], timeline: Timeline | None = None) -> str:
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


def _output_line(line: Line, by: PrintedLine | None) -> str:
    classes = ["line"]
    if _aligned(line):
        classes.append("line--aligned")
    which = ""
    if by is not None:
        classes.append(by.classes)
        which = f' data-print="{by.index}"'
    return f'<span class="{" ".join(classes)}"{which}>{escape(line.text)}\n</span>'


def _timeline(listing: Listing, identity: str) -> str:
    if listing.timeline is None:
        return ""
    return timeline_view(listing.timeline, identity=f"{identity}-run")


def _template(source: str) -> str:
    """The whole script, for Copy, where only a part is shown."""
    return f'<template class="listing__source" data-source>{escape(source, quote=False)}</template>'


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


def _breakable(name: str) -> str:
    """A file name that a narrow screen may break after `/` and `_`."""
    return re.sub("([/_])", r"\1<wbr>", escape(name))


def _aligned(line: Line) -> bool:
    """Whether a line is one of a traceback's, whose carets point at the line above."""
    return line.stream == "stderr" and line.text.startswith(" ")


def reads_better_below(listing: Listing) -> bool:
    """Whether some output is too wide to stand at the right of the code and must not wrap."""
    return any(
        _aligned(line) and len(line.text) > OUTPUT_COLUMNS
        for group in listing.recording.groups
        for line in group.transcript.lines
    )


def _run_buttons(runtime: Runtime) -> str:
    """`docs/assets/run.js` shows and names them."""
    return (
        '<button class="listing__run" type="button" hidden>'
        f'Run <small class="listing__cost">{runtime.bytes / 1e6:.1f} MB once</small></button>\n'
        '<button class="listing__edit" type="button" hidden>Edit</button>\n'
    )


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
{_run_buttons(runtime)}\
<button class="listing__copy" type="button" hidden aria-label="Copy the script">Copy</button></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"></div>
<div class="listing__output"></div>
</div>
"""


def why_not_in_page(listing: Listing, runtime: Runtime) -> str | None:
    """In a few words why the page cannot run an example; None if it can.

    The recording decides: it has a simulated timeline only if a simulated run printed exactly what
    a real one prints.
    """
    if not listing.example.runs_on(runtime.version):
        return f"it has Python {runtime.version}"
    timeline = listing.recording.timeline
    if timeline is None or not timeline.simulated:
        return "on a simulated clock it prints something else"
    if listing.timeline is None:
        return "no event loop runs in it"
    return None


_WORDS = {
    "paths": "paths are shortened",
    "frames": "frames inside the standard library are left out",
    "addresses": "addresses are left out",
    "durations": "durations are left out",
}


def _foot(listing: Listing) -> str:
    absent = recording.unverified(listing.example, listing.recording)
    said = [f"Verified on Python {span(listing.recording.versions)}"]
    if listing.example.requires_python:
        said.append(f"needs Python {escape(str(listing.example.requires_python))}")
    if absent:
        said.append(f"<strong>not yet verified on {span(absent)}</strong>")
    if timeline := listing.timeline:
        clock = "on a simulated clock" if timeline.simulated else "of a real run"
        said.append(f"timeline {clock}, Python {timeline.python}")
    if (runtime := browser_runtime.read()) and (why := why_not_in_page(listing, runtime)):
        said.append(f"no Run in the page: {why}")
    kinds = {kind for group in listing.recording.groups for kind in group.transcript.normalised}
    said += [_WORDS[kind] for kind in _WORDS if kind in kinds]
    if listing.part:
        total = len(listing.example.source.splitlines())
        said.append(f"lines {listing.first} to {listing.last} of {total} are shown")
    return "; ".join(said) + "."


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
