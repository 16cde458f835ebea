"""The Python-Markdown extension: blocks of a page become listings and a list of all examples.

    /// example | tasks/create_task.py        a listing
    /// predict | waiting/await_later.py      its output shuffled, for the reader to put in order
    /// compare | one.py | two.py             two runs on one clock
    /// table | choosing/functions.py         a table of what an example printed
    /// file | assets/linters/pyproject.toml  a file of docs/, to copy
    /// examples                              every example by chapter, with the page that shows it

Works under MkDocs and Zensical, both of which tell the extension which page they render. Nothing
is run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor  # type: ignore[import-untyped]
from pymdownx.blocks.block import Block  # type: ignore[import-untyped]

from tested_examples import example
from tested_examples.in_the_page import browser_runtime
from tested_examples.pages import compare, listing, listing_html, page, predict, table
from tested_examples.problem import Problem

EXAMPLES, PAGES = Path("examples"), Path("docs")


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
    PREFIX = "listing"
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
        self.identity = f"{self.PREFIX}-{len(seen)}"
        return ElementTree.SubElement(parent, "figure")

    def on_end(self, block: ElementTree.Element) -> None:
        """Draw the listing. A problem is placed on the page, and stops the build."""
        shown = _page(self.md)
        options = self.header + page.parse_options(block.text or "")
        try:
            attributes, html = self.drawn(options, shown.root)
        except Problem as problem:
            line = _line(shown.path, self.argument, self.occurrence, self.NAME)
            _stop(listing.at(problem, shown.path, line), block, self.md)
            return
        for name, value in attributes.items():
            block.set(name, value)
        block.text = AtomicString(self.md.htmlStash.store(html))

    def drawn(self, options: page.Options, root: str) -> tuple[dict[str, str], str]:
        """The attributes of the figure and its inside. Raises `Problem`."""
        asked = listing.prepare(self.argument, options)
        runtime = browser_runtime.read()
        html = listing_html.inside(asked, runtime, root, self.identity)
        return listing_html.attributes(asked, runtime), html


class PredictBlock(ExampleBlock):
    """`/// predict | path`: what a script prints, in another order."""

    NAME = "predict"
    PREFIX = "predict"

    def drawn(self, options: page.Options, root: str) -> tuple[dict[str, str], str]:
        """The attributes of the figure and its inside. Raises `Problem`."""
        asked = predict.prepare(self.argument, options)
        html = listing_html.prediction(asked, root, self.identity)
        return listing_html.prediction_attributes(asked), html


class CompareBlock(ExampleBlock):
    """`/// compare | path | path`: two runs on one clock."""

    NAME = "compare"
    PREFIX = "compare"

    def drawn(self, options: page.Options, root: str) -> tuple[dict[str, str], str]:
        """The attributes of the figure and its inside. Raises `Problem`."""
        asked = compare.prepare(self.argument, options)
        html = listing_html.comparison(asked, root, self.identity)
        return listing_html.comparison_attributes(asked), html


instead_of_stopping: Callable[[Problem], None] | None = None
"""Is told of a problem, which the page then shows in the place of the block: see `serving`."""


def _stop(problem: Problem, place: ElementTree.Element, md: Markdown) -> None:
    """Raise the problem or, where a person who writes is looking, show it and go on."""
    if instead_of_stopping is None:
        raise problem from None
    instead_of_stopping(problem)
    place.tag = "div"
    place.set("class", "admonition failure")
    html = f'<p class="admonition-title">A mistake</p>\n<pre>{escape(str(problem))}</pre>'
    place.text = AtomicString(md.htmlStash.store(html))


def _line(path: Path, argument: str, occurrence: int, kind: str) -> int | None:
    """The line of the n-th block that asks for `argument`."""
    try:
        blocks, _ = page.read(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    lines = [each.line for each in blocks if (each.kind, each.argument) == (kind, argument)]
    return lines[occurrence - 1] if occurrence <= len(lines) else None


class TableBlock(Block):  # type: ignore[misc]
    """`/// table | path`: what an example printed, as a table."""

    NAME = "table"
    ARGUMENT = None

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """A table, and below it a link to the script. A problem is placed on the page."""
        shown = _page(self.md)
        try:
            drawn = table.prepare(str(self.argument or "").strip(), EXAMPLES)
        except Problem as problem:
            line = _line(shown.path, str(self.argument or "").strip(), 1, self.NAME)
            told = ElementTree.SubElement(parent, "div")
            _stop(listing.at(problem, shown.path, line), told, self.md)
            return told
        name = drawn.example.name
        around = ElementTree.SubElement(parent, "div", {"class": "drawn-table"})
        around.set("data-table", name)
        # On a phone it scrolls sideways, so the keyboard has to reach it.
        label = {"tabindex": "0", "aria-label": drawn.example.claim.replace("`", "")}
        scrolls = ElementTree.SubElement(
            around, "section", {"class": "drawn-table__scroll", **label}
        )
        made = ElementTree.SubElement(scrolls, "table")
        _append_row(ElementTree.SubElement(made, "thead"), "th", drawn.head)
        body = ElementTree.SubElement(made, "tbody")
        for row in drawn.rows:
            _append_row(body, "td", row)
        source = ElementTree.SubElement(around, "p", {"class": "drawn-table__source"})
        source.text = AtomicString(f"{drawn.source}: ")
        link = ElementTree.SubElement(source, "a", {"href": f"{shown.root}examples/{name}"})
        ElementTree.SubElement(link, "code").text = AtomicString(name)
        return around


class FileBlock(Block):  # type: ignore[misc]
    """`/// file | path`: a file of docs/ that is no Python, whole, with a link to it."""

    NAME = "file"
    ARGUMENT = None

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """A figure. A problem is placed on the page, and stops the build."""
        shown = _page(self.md)
        name = str(self.argument or "").strip()
        figure = ElementTree.SubElement(parent, "figure", {"class": "listing", "data-file": name})
        try:
            text = (PAGES / name).read_text(encoding="utf-8")
        except OSError:
            line = _line(shown.path, name, 1, self.NAME)
            problem = Problem(
                shown.path,
                f"there is no file '{name}'",
                line=line,
                details=(("expected", "the path of a file below docs/"),),
                next_step="correct the path after the bar",
            )
            _stop(problem, figure, self.md)
            return figure
        html = listing_html.file(name, text, shown.root)
        figure.text = AtomicString(self.md.htmlStash.store(html))
        return figure


def _append_row(parent: ElementTree.Element, kind: str, cells: tuple[str, ...]) -> None:
    row = ElementTree.SubElement(parent, "tr")
    for cell in cells:
        # A header without a word would be read aloud as one.
        scope = {"scope": "col"} if cell and kind == "th" else {}
        _append_claim(ElementTree.SubElement(row, kind if cell else "td", scope), cell)


class PlaygroundBlock(Block):  # type: ignore[misc]
    """`/// playground`: an editor for the reader's own script. Examples are its starting points."""

    NAME = "playground"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """A listing of an empty script that no recording knows."""
        shown = _page(self.md)
        runtime = browser_runtime.read()
        attributes = listing_html.playground_attributes(runtime)
        figure = ElementTree.SubElement(parent, "figure", attributes)
        html = listing_html.playground(example.names(EXAMPLES), shown.root, runtime)
        figure.text = AtomicString(self.md.htmlStash.store(html))
        return figure


class TracebackBlock(Block):  # type: ignore[misc]
    """`/// traceback`: a field that takes what a terminal printed, and leads to entries.

    Its index is the list of links on the same page, each with a message as code (assets/traceback).
    """

    NAME = "traceback"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """The field, which its script shows, as it does nothing without."""
        around = ElementTree.SubElement(parent, "div", {"class": "traceback", "hidden": ""})
        around.set("data-search-exclude", "")
        html = _TRACEBACK.format(root=_page(self.md).root)
        around.text = AtomicString(self.md.htmlStash.store(html))
        return around


_TRACEBACK = """
<label for="traceback">Or paste your traceback, or all that your terminal printed. It stays in
this page.</label>
<textarea id="traceback" rows="6" spellcheck="false" autocapitalize="off" autocomplete="off">\
</textarea>
<div class="traceback__answer" aria-live="polite"></div>
<script type="module" src="{root}assets/traceback/form.js"></script>
"""


class ExampleIndexBlock(Block):  # type: ignore[misc]
    """`/// examples`: every claim by chapter, linked to the first page that shows its script."""

    NAME = "examples"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """A section a chapter. Links lead to Markdown files, which builders turn into pages."""
        here = _page(self.md).path
        shown = _first_pages()
        index = ElementTree.SubElement(parent, "div", {"class": "examples"})
        names = [name for name in example.names(EXAMPLES) if name in shown]
        for chapter, group in groupby(names, key=lambda name: name.partition("/")[0]):
            heading = ElementTree.SubElement(index, "h2")
            heading.text = chapter.replace("_", " ").capitalize()
            rows = ElementTree.SubElement(index, "ul")
            for name in group:
                row = ElementTree.SubElement(rows, "li")
                target = Path(*[".."] * (len(here.relative_to(PAGES).parts) - 1), shown[name])
                link = ElementTree.SubElement(row, "a", {"href": target.as_posix()})
                try:
                    _append_claim(link, example.load(name, EXAMPLES).claim)
                except Problem as problem:
                    _stop(problem, row, self.md)
        return index


def _first_pages() -> dict[str, Path]:
    """For each example the first page, below docs/, that shows it; tutorial pages come last, as
    they tell a story, and the others answer a question.
    """
    shown: dict[str, Path] = {}
    paths = [path.relative_to(PAGES) for path in page.markdown_files(PAGES)]
    for path in sorted(paths, key=lambda path: (path.parts[0] == "tutorial", path)):
        blocks, _ = page.read((PAGES / path).read_text(encoding="utf-8"))
        for block in blocks:
            if block.kind == "example":
                shown.setdefault(block.argument, path)
    return shown


def _append_claim(parent: ElementTree.Element, claim: str) -> None:
    """The text of a claim, with what stands between backticks as code."""
    parts = claim.split("`")
    parent.text = AtomicString(parts[0])
    for number, text in enumerate(parts[1:], 1):
        if number % 2:
            code = ElementTree.SubElement(parent, "code")
            code.text = AtomicString(text)
        else:
            parent[-1].tail = AtomicString(text)


class ListingExtension(BlocksExtension):  # type: ignore[misc]
    """Registers the blocks."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Called by pymdownx with the processor that keeps the blocks."""
        block_mgr.register(ExampleBlock, self.getConfigs())
        block_mgr.register(PredictBlock, self.getConfigs())
        block_mgr.register(CompareBlock, self.getConfigs())
        block_mgr.register(TableBlock, self.getConfigs())
        block_mgr.register(FileBlock, self.getConfigs())
        block_mgr.register(PlaygroundBlock, self.getConfigs())
        block_mgr.register(TracebackBlock, self.getConfigs())
        block_mgr.register(ExampleIndexBlock, self.getConfigs())


def makeExtension(**options: Any) -> ListingExtension:
    """Entry point that Python-Markdown looks for."""
    return ListingExtension(**options)
