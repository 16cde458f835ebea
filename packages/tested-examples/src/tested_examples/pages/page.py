"""Reads the Markdown of pages: which listings they ask for, which code blocks they hold.

A listing is asked for with a block (pymdownx blocks syntax):

    /// example | tasks/create_task.py
    part: main
    highlight: asyncio.create_task
    ///

and likewise a prediction with `/// predict | waiting/await_later.py`, a comparison of two runs with
`/// compare | one.py | two.py`, and a table of what an example printed with
`/// table | choosing/start_functions.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tested_examples.problem import Problem

Options = list[tuple[str, str]]
"""The options of a block as typed, in order: `[("part", "main"), ("highlight", "await")]`."""

_BLOCK_START = re.compile(
    r"^\s*(?P<slashes>/{3,})\s*(?P<kind>examples?|predict|compare|table|file|playground|traceback)\b"
    r"\s*\|?\s*(?P<argument>.*?)\s*$"
)
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
    """A block: its kind (`example`), what follows the bar, its options, and its line."""

    kind: str
    argument: str
    options: Options
    line: int

    @property
    def argument_needed(self) -> bool:
        """Whether it has to name a script: the list of all examples and the playground do not."""
        return self.kind in ("example", "predict", "compare", "table")


def markdown_files(folder: Path) -> list[Path]:
    """The pages below a folder, in order."""
    return sorted(folder.rglob("*.md"))


def read(text: str) -> tuple[list[Block], list[Fence]]:
    """The example blocks, the tables and the fenced code blocks of a page, in order."""
    blocks: list[Block] = []
    fences: list[Fence] = []
    for piece in pieces(text):
        if isinstance(piece, Fence):
            fences.append(piece)
        elif isinstance(piece, Block) and piece.argument_needed:
            blocks.append(piece)
    return blocks, fences


def pieces(text: str) -> Iterator[str | Block | Fence]:
    """All of a page, in order: blocks, fences, and each other line as it stands."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if found := _FENCE.match(line):
            yield _read_fence(found, number, lines)
        elif found := _BLOCK_START.match(line):
            yield _read_block(found, number, lines)
        else:
            yield line


def parse_options(text: str) -> Options:
    """Read lines such as `part: main`. What is not of that shape becomes a name without text."""
    options: Options = []
    for line in text.splitlines():
        if line.strip():
            name, _, value = line.partition(":")
            options.append((name.strip(), value.strip()))
    return options


TYPED = frozenset({"console"})
"""Languages of fences that a person may type: shell commands, which a test runs."""


def typed_by_hand(path: Path, fence: Fence) -> Problem | None:
    """The problem of a block that a machine could have printed, typed into a page, or None."""
    if fence.language in TYPED:
        return None
    return Problem(
        path,
        f"a block of {fence.language or 'code'} is typed into the page, so nothing tests it",
        line=fence.line,
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
    return Block(start["kind"], start["argument"], parse_options("\n".join(text)), line)
