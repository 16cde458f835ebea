"""Reads the Markdown of pages: which listings they ask for, which code blocks they hold.

A listing is asked for with a block (pymdownx blocks syntax):

    /// example | tasks/create_task.py
    part: main
    highlight: asyncio.create_task
    ///
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tested_examples import example, listing
from tested_examples.listing import Options
from tested_examples.problem import Problem

_BLOCK_START = re.compile(r"^\s*(?P<slashes>/{3,})\s*example\b\s*\|?\s*(?P<argument>.*?)\s*$")
_FENCE = re.compile(r"^(?P<indent>[\s>]*)(?P<fence>`{3,}|~{3,})\s*(?P<info>[^`]*)$")


@dataclass(frozen=True)
class Fence:
    """A fenced code block: its info string (`console`), the line of its fence, its text."""

    info: str
    line: int
    text: str

    @property
    def language(self) -> str:
        """The first word of the info string, without braces and dots, in lower case."""
        words = self.info.strip("{} ").lstrip(".").split()
        return words[0].lower() if words else ""


@dataclass(frozen=True)
class Block:
    """An `example` block: what follows the bar, its options, and its line."""

    argument: str
    options: Options
    line: int


def markdown_files(folder: Path) -> list[Path]:
    """The pages below a folder, in order."""
    return sorted(folder.rglob("*.md"))


def read(text: str) -> tuple[list[Block], list[Fence]]:
    """The example blocks and the fenced code blocks of a page, in order."""
    blocks: list[Block] = []
    fences: list[Fence] = []
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if found := _FENCE.match(line):
            fences.append(_read_fence(found, number, lines))
        elif found := _BLOCK_START.match(line):
            blocks.append(_read_block(found, number, lines))
    return blocks, fences


def problems(pages: Path, examples: Path) -> list[Problem]:
    """Every mistake in the example blocks of the pages, and every example that no page shows."""
    found: list[Problem] = []
    shown: set[str] = set()
    for path in markdown_files(pages):
        blocks, fences = read(path.read_text(encoding="utf-8"))
        for block in blocks:
            shown.add(block.argument)
            try:
                listing.prepare(block.argument, block.options)
            except Problem as problem:
                found.append(listing.at(problem, path, block.line))
        for fence in fences:
            if fence.language in PYTHON_LANGUAGES:
                found.append(typed_python(path, fence.line))
    for name in sorted(set(example.names(examples)) - shown):
        found.append(
            Problem(
                examples / name,
                "no page shows this example",
                details=(("expected", "a page in docs/ with a block for it"),),
                next_step=f"add to a page:\n/// example | {name}\n///",
            )
        )
    return found


PYTHON_LANGUAGES = frozenset({"py", "python", "python3", "py3", "pycon", "pytb", "py3tb", "ipython"})
"""Languages of fences that would put Python, or what it printed, on a page by hand."""


def typed_python(path: Path, line: int) -> Problem:
    """The problem of a Python block typed into a page."""
    return Problem(
        path,
        "a Python block is typed into the page, so nothing tests it",
        line=line,
        details=(("expected", "code and output drawn from a script in examples/"),),
        next_step="move the code into examples/<chapter>/<name>.py and show it with\n"
        "/// example | <chapter>/<name>.py\n///",
    )


def _read_fence(start: re.Match[str], line: int, lines: Iterator[tuple[int, str]]) -> Fence:
    fence = start["fence"]
    closing = re.compile(rf"^[\s>]*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    indent = len(start["indent"])
    text: list[str] = []
    for _, each in lines:
        if closing.match(each):
            break
        text.append(each[indent:])
    return Fence(start["info"].strip(), line, "\n".join(text))


def _read_block(start: re.Match[str], line: int, lines: Iterator[tuple[int, str]]) -> Block:
    text: list[str] = []
    for _, each in lines:
        if each.strip() == start["slashes"]:
            break
        text.append(each)
    return Block(start["argument"], listing.parse_options("\n".join(text)), line)
