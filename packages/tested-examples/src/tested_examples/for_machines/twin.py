"""The Markdown twin of a page: its text, with the code and the output of its listings written out.

In: a page as it was typed. Out: Markdown that needs no extension: listings are fenced blocks, drawn
tables are tables, each timeline is the sentence that describes it, links are whole addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.story import Story

from tested_examples.example import Example
from tested_examples.for_machines.source import Site, Source
from tested_examples.interpreter import span
from tested_examples.pages import compare, extension, listing, page, table
from tested_examples.running.normalising import Transcript
from tested_examples.running.notebook import Notebook
from tested_examples.running.recording import Recording

_ATTRIBUTES = re.compile(r"^\{[^}]*\}$")
_ANCHOR = re.compile(r"^(#+ .*?)\s*\{[^}]*\}\s*$")
_LINK = re.compile(r"(?<=\]\()([^)\s]+)(?=\))")
_REFERENCE = re.compile(r"^(\[[^\]]+\]: )(\S+)$")
_ADMONITION = re.compile(r'^!!! \w+(?: "(?P<title>.*)")?$')


def twin(source: Source, site: Site) -> str:
    """The page as plain Markdown."""
    parts = "\n".join(_parts(source, site))
    return f"{parts.strip()}\n\n---\n\n{_foot(source, site)}\n"


def of_a_notebook(source: Source, stored: Notebook, site: Site) -> str:
    """The same for a page that is a notebook: its cells, in order."""
    parts: list[str] = []
    cells = iter(stored.cells)
    prose = iter(stored.prose)
    for each in stored.document["cells"]:
        if each["cell_type"] == "markdown":
            parts.append(_linked(next(prose), source, site))
        elif each["cell_type"] == "code":
            cell = next(cells)
            parts.append(fenced(cell.source, "python"))
            printed = "\n".join(line.text for line in cell.lines)
            if printed:
                parts.append(f"Prints:\n\n{fenced(printed)}")
    return "\n\n".join([*parts, "---", _foot(source, site)]) + "\n"


def listed(shown: Example, recorded: Recording, site: Site, part: str | None = None) -> str:
    """The claim, the code and the outputs of an example."""
    code = shown.source if part is None else shown.part(part)
    link = f"[`{shown.name}`]({site.address}examples/{shown.name})"
    what = f"`{part}` of {link}" if part else link
    outputs = "\n\n".join(outputs_of(recorded))
    return f"**{shown.claim}** ({what})\n\n{fenced(code, 'python')}\n\n{outputs}"


def outputs_of(recorded: Recording) -> Iterator[str]:
    """What was printed, for each group of Pythons that agree."""
    for group in recorded.groups:
        yield f"{_told(group.transcript)} on Python {span(group.versions)}:"
        lines = "\n".join(line.text for line in group.transcript.lines)
        yield fenced(lines) if lines else "(nothing)"


def fenced(text: str, language: str = "text") -> str:
    """A fenced block that `text` cannot end early."""
    ticks = max([3, *(len(run) + 1 for run in re.findall("`{3,}", text))]) * "`"
    return f"{ticks}{language}\n{text.rstrip(chr(10))}\n{ticks}"


# --------------------------------------------------------------------------------- the parts


def _parts(source: Source, site: Site) -> Iterator[str]:
    for piece in page.pieces(source.text):
        if isinstance(piece, page.Fence):
            yield fenced(piece.text, piece.info or "text")
        elif isinstance(piece, page.Block):
            yield _block(piece, site)
        else:
            yield from _line(piece, source, site)


def _block(block: page.Block, site: Site) -> str:
    if block.kind == "examples":
        return "\n".join(_index(site))
    if block.kind == "table":
        return _table(table.prepare(block.argument, listing.EXAMPLES), site)
    if block.kind == "file":
        text = (extension.PAGES / block.argument).read_text(encoding="utf-8")
        link = f"[`{block.argument.rpartition('/')[2]}`]({site.address}{block.argument})"
        return f"{link}:\n\n{fenced(text, block.argument.rpartition('.')[2])}"
    if block.kind == "predict":
        asked = listing.prepare(block.argument, [])
        answer = listed(asked.example, asked.recording, site)
        return f"In which order does this script print its lines?\n\n{answer}"
    if block.kind == "compare":
        return "\n".join(_compared(name, site) for name in compare.names(block.argument))
    if block.kind != "example":
        return ""
    asked = listing.prepare(block.argument, block.options)
    text = listed(asked.example, asked.recording, site, asked.part)
    if asked.timeline:
        text += f"\n\nTimeline: {words.description(Story(asked.timeline))}"
    return text


def _compared(name: str, site: Site) -> str:
    asked = listing.prepare(name, [])
    told = f" {words.description(Story(asked.timeline))}" if asked.timeline else ""
    return f"* [`{name}`]({site.address}examples/{name}): {asked.example.claim}{told}"


def _table(drawn: table.Table, site: Site) -> str:
    rows = [drawn.head, ("---",) * len(drawn.head), *drawn.rows]
    name = drawn.example.name
    link = f"[`{name}`]({site.address}examples/{name})"
    lines = ["| " + " | ".join(cell or " " for cell in row) + " |" for row in rows]
    return "\n".join([*lines, "", f"{drawn.source}: {link}"])


def _index(site: Site) -> Iterator[str]:
    for chapter, group in groupby(site.examples, key=lambda each: each.name.partition("/")[0]):
        yield f"## {chapter.replace('_', ' ').capitalize()}\n"
        for each in group:
            yield f"* [{each.claim}]({site.address}examples/{each.name})"
        yield ""


def _line(line: str, source: Source, site: Site) -> Iterator[str]:
    if _ATTRIBUTES.match(line):
        return
    if found := _ADMONITION.match(line):
        yield f"**{found['title'] or 'Note'}**"
        return
    line = _ANCHOR.sub(r"\1", line)
    yield _linked(line, source, site)


def _linked(text: str, source: Source, site: Site) -> str:
    def whole(link: re.Match[str]) -> str:
        return site.resolved(link[0], source.uri)

    def referred(line: re.Match[str]) -> str:
        return line[1] + site.resolved(line[2], source.uri)

    return _REFERENCE.sub(referred, _LINK.sub(whole, text))


def _told(transcript: Transcript) -> str:
    errors = sum(line.stream == "stderr" for line in transcript.lines)
    every = "all" if errors == len(transcript.lines) else str(errors)
    where = f" ({every} of its lines to stderr)" if errors else ""
    status = f" and ends with exit status {transcript.status}" if transcript.status else ""
    return f"Prints{where}{status}"


def _foot(source: Source, site: Site) -> str:
    return (
        f"The same page for people, with drawings: <{site.address}{source.url}>. "
        f"All pages: <{site.address}llms.txt>. Code is MIT-0, text CC BY 4.0."
    )
