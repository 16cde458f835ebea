"""The Python-Markdown extension that turns an `example` block into a listing.

In: a block (see `page`), a script of `examples/`, its recording. Out: a `<figure>` with code,
output, caption, and the file to copy or download. Nothing is run. The HTML needs no JavaScript;
`docs/assets/listing.js` shows the Copy button. Works under MkDocs and Zensical, both of which
tell the extension which page they render.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pygments
from markdown import Markdown
from markdown.util import AtomicString
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.blocks import BlocksExtension, BlocksProcessor  # type: ignore[import-untyped]
from pymdownx.blocks.block import Block  # type: ignore[import-untyped]

from tested_examples import example, page, recording
from tested_examples.example import Example
from tested_examples.interpreter import span
from tested_examples.problem import Problem
from tested_examples.recording import Group, Recording
from tested_examples.transcript import Line, Transcript

EXAMPLES, RECORDINGS, PAGES = Path("examples"), Path("recordings"), Path("docs")
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
    return f"""
<figcaption class="listing__head">
<p class="listing__claim">{_inline(listing.example.claim)}</p>
<p class="listing__tools" data-search-exclude>
<a class="listing__file" href="{href}">{_breakable(name)}</a>
<span class="listing__said" role="status"></span>
<button class="listing__copy" type="button" hidden aria-label="Copy {file}">Copy</button>
<a class="listing__download" href="{href}" download aria-label="Download {file}">Download</a></p>
</figcaption>
<div class="listing__views">
<div class="listing__code highlight"><pre tabindex="0" role="group" aria-label="Code of {file}"\
><code>{_code(listing)}</code></pre>{whole}</div>
{_output(listing, file, identity)}
</div>
<p class="listing__foot" data-search-exclude>{_foot(listing)}</p>
"""


def _code(listing: Listing) -> str:
    html = pygments.highlight(
        listing.example.source,
        PythonLexer(stripnl=False),
        HtmlFormatter[str](nowrap=True),
    )
    lines = html.split("\n")
    return "".join(
        f'<span class="line{" line--marked" if number in listing.marked else ""}"'
        f' data-line="{number}">{lines[number - 1]}\n</span>'
        for number in range(listing.first, listing.last + 1)
    )


def _template(source: str) -> str:
    """The whole script, for Copy, where only a part is shown."""
    return f'<template class="listing__source">{escape(source, quote=False)}</template>'


def _output(listing: Listing, file: str, identity: str) -> str:
    groups = listing.recording.groups
    if len(groups) == 1:
        return (
            '<div class="listing__output">'
            '<p class="listing__label" aria-hidden="true" data-search-exclude>Output</p>'
            f"{_transcript(groups[0].transcript, f'Output of {file}')}</div>"
        )
    return (
        '<fieldset class="listing__output listing__tabs">'
        '<legend class="listing__label" data-search-exclude>'
        "Output differs by Python version</legend>"
        f"{''.join(_tab(groups, number, identity) for number in range(len(groups)))}"
        f"{''.join(_panel(group, file) for group in groups)}</fieldset>"
    )


def _tab(groups: tuple[Group, ...], number: int, identity: str) -> str:
    checked = " checked" if number == len(groups) - 1 else ""
    return (
        f'<input type="radio" name="{identity}" id="{identity}-{number}"{checked}>'
        f'<label for="{identity}-{number}" data-search-exclude>'
        f"{span(groups[number].versions)}</label>"
    )


def _panel(group: Group, file: str) -> str:
    label = f"Output of {file} on Python {span(group.versions)}"
    return (
        f'<div class="listing__panel" data-pythons="{" ".join(group.versions)}">'
        f"{_transcript(group.transcript, label)}</div>"
    )


def _transcript(transcript: Transcript, label: str) -> str:
    runs: list[str] = []
    for stream, lines in groupby(transcript.lines, key=lambda line: line.stream):
        text = "".join(
            f'<span class="line{" line--aligned" if _aligned(line) else ""}">'
            f"{escape(line.text)}\n</span>"
            for line in lines
        )
        runs.append(f'<samp class="{stream}">{text}</samp>')
    body = "".join(runs) or '<samp class="nothing"></samp>'
    status = (
        f'<p class="listing__status">exit status {transcript.status}</p>'
        if transcript.status
        else ""
    )
    return (
        f'<pre class="transcript" tabindex="0" role="group" aria-label="{escape(label)}">'
        f"{body}</pre>{status}"
    )


def _breakable(name: str) -> str:
    """A file name that a narrow screen may break after `/` and `_`."""
    return re.sub("([/_])", r"\1<wbr>", escape(name))


def _aligned(line: Line) -> bool:
    """Whether a line is one of a traceback's, whose carets point at the line above."""
    return line.stream == "stderr" and line.text.startswith(" ")


def _below(listing: Listing) -> bool:
    """Whether some output is too wide to stand at the right of the code and must not wrap."""
    return any(
        _aligned(line) and len(line.text) > OUTPUT_COLUMNS
        for group in listing.recording.groups
        for line in group.transcript.lines
    )


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
    kinds = {kind for group in listing.recording.groups for kind in group.transcript.normalised}
    said += [_WORDS[kind] for kind in _WORDS if kind in kinds]
    if listing.part:
        total = len(listing.example.source.splitlines())
        said.append(f"lines {listing.first} to {listing.last} of {total} are shown")
    return "; ".join(said) + "."


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


# -------------------------------------------------------------------- Python-Markdown


@dataclass(frozen=True)
class _Page:
    """The page being rendered: its file and the way to the site's root."""

    path: Path
    root: str


def _page(md: Markdown) -> _Page:
    """Ask the builder. MkDocs keeps the file on its `relpath` processor (mkdocs.structure.pages,
    `_RelativePathTreeprocessor`), Zensical on `rendering_context` (zensical.extensions.context).
    """
    source, address = "(Markdown)", ""
    if "relpath" in md.treeprocessors:
        file: Any = md.treeprocessors["relpath"].file  # type: ignore[attr-defined]
        source, address = file.src_uri, file.url
    elif "rendering_context" in md.preprocessors:
        rendered: Any = md.preprocessors["rendering_context"].page  # type: ignore[attr-defined]
        # Zensical moves links of the finished HTML from the source's folder to the page's.
        source = address = rendered.path
    folder = address.rpartition("/")[0].removeprefix(".")
    return _Page(PAGES / source, "../" * (folder.count("/") + 1 if folder else 0))


class ExampleBlock(Block):  # type: ignore[misc]
    """`/// example | path`: checked in full before anything is drawn.

    The options stand between the slashes, not indented, so that pymdownx hands them over as
    text: its own header is YAML, which cannot hold `highlight: except* OSError:`.
    """

    NAME = "example"
    ARGUMENT = None

    def _validate(self, parent: ElementTree.Element, arg: Any, **options: Any) -> bool:
        # Block._validate turns a block with a wrong option into plain text without a word.
        # Everything is taken here, and `prepare` says what is wrong with it.
        self.argument = str(arg or "").strip()
        self.options: dict[str, Any] = {"attrs": {}}
        self.header: page.Options = [(name, str(value)) for name, value in options.items()]
        return True

    def on_markdown(self) -> str:
        """The text of the block is not Markdown."""
        return "raw"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """The figure; the text of the block gathers in it."""
        seen = self.tracker.setdefault("seen", [])
        seen.append(self.argument)
        self.occurrence = seen.count(self.argument)
        self.identity = f"listing-{len(seen)}"
        return ElementTree.SubElement(parent, "figure", {"class": "listing"})

    def on_end(self, block: ElementTree.Element) -> None:
        """Draw the listing. Raises `Problem`, placed on the page."""
        shown = _page(self.md)
        options = self.header + page.parse_options(block.text or "")
        try:
            listing = prepare(self.argument, options)
        except Problem as problem:
            line = _line(shown.path, self.argument, self.occurrence)
            raise at(problem, shown.path, line) from None
        block.set("data-example", listing.example.name)
        if listing.part:
            block.set("data-part", listing.part)
        if _below(listing):
            block.set("class", "listing listing--below")
        html = render(listing, shown.root, self.identity)
        block.text = AtomicString(self.md.htmlStash.store(html))


def _line(path: Path, argument: str, occurrence: int) -> int | None:
    """The line of the n-th block that asks for `argument`."""
    try:
        blocks, _ = page.read(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    lines = [block.line for block in blocks if block.argument == argument]
    return lines[occurrence - 1] if occurrence <= len(lines) else None


class ListingExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the `example` block."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Called by pymdownx with the processor that keeps the blocks."""
        block_mgr.register(ExampleBlock, self.getConfigs())


def makeExtension(**options: Any) -> ListingExtension:
    """Entry point that Python-Markdown looks for."""
    return ListingExtension(**options)
