"""What a run printed, as data, and without what no two runs share.

Standard library and `asyncio_timeline` only: it is used in the page too (`run_script`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Literal

from asyncio_timeline.program.addresses import ADDRESS, SHOWN
from asyncio_timeline.timeline import Timeline

MOST_EVENTS = 1_000
"""How many events of a run a recording holds. Nobody draws more, and they fill the repository."""

Stream = Literal["stdout", "stderr"]


@dataclass(frozen=True)
class OutputLine:
    """One line as printed, without its end."""

    stream: Stream
    text: str

    def __str__(self) -> str:
        return f"{self.stream} {self.text}"


class Kind(Enum):
    """What no two runs share, by its name in recordings, and what the foot of a listing says of it.

    To change an output without saying so would be a lie, so a kind is defined by what is said.
    """

    paths = "paths are shortened"
    """A script lies in another folder on each machine: `…/name.py`."""
    frames = "frames inside the standard library are left out"
    """They have other line numbers in each patch release, and each version has other frames: one
    line stands for each run of them."""
    addresses = "addresses are left out"
    """They differ from run to run: `0x…`."""
    durations = "durations are left out"
    """Those in asyncio's "Executing … took 0.151 seconds" are measured: `took … seconds`."""


@dataclass(frozen=True)
class Transcript:
    """What one run printed, in order, and its exit status (negative: ended by that signal)."""

    lines: tuple[OutputLine, ...]
    status: int
    normalised: tuple[Kind, ...] = ()


def lines_of(chunks: Iterable[tuple[Stream, bytes]]) -> Iterator[OutputLine]:
    """Join writes into lines. A line stands where its end was written, as on a terminal."""
    partial: dict[Stream, bytes] = {"stdout": b"", "stderr": b""}
    for stream, data in chunks:
        *whole, partial[stream] = (partial[stream] + data).split(b"\n")
        yield from (OutputLine(stream, _decoded(text)) for text in whole)
    yield from (OutputLine(stream, _decoded(rest)) for stream, rest in partial.items() if rest)


def _decoded(data: bytes) -> str:
    return data.removesuffix(b"\r").decode("utf-8", "backslashreplace")


# ------------------------------------------------------------------------------ what differs

_FRAME = re.compile(r'^(?P<margin>[\s|+]*?)  File "(?P<file>[^"]+)", line \d+(, in .*)?$')
# In the page the standard library lies in `/lib/python314.zip`.
_LIBRARY_PATH = re.compile(
    r'(?<![\w"…])/?[^\s"\'=]*[\\/]lib[\\/]python3\.?\d+(?:\.zip)?[\\/]([^\s"\':]+):\d+'
)
_DURATION = re.compile(r"\btook \d+\.\d+ seconds\b")


_RULES: tuple[tuple[Kind, re.Pattern[str], str], ...] = (
    (Kind.paths, _LIBRARY_PATH, r"…/\1:…"),
    (Kind.addresses, ADDRESS, SHOWN),
    (Kind.durations, _DURATION, "took … seconds"),
)
"""What is looked for in each line, and what is put in its place, in this order."""


def normalise(lines: Iterable[OutputLine], status: int, script: Path) -> Transcript:
    """Take out what no two runs share: see `Kind`. `script` is the path that was run, absolute."""
    changed: set[Kind] = set()
    kept: list[OutputLine] = []
    for line in lines:
        text, kinds = normalised_text(line.text, script)
        changed |= kinds
        kept.append(OutputLine(line.stream, text))
    folded = list(_fold_library_frames(kept, script.name))
    if folded != kept:
        changed.add(Kind.frames)
    return Transcript(tuple(folded), status, tuple(sorted(changed, key=lambda kind: kind.name)))


def normalised_text(text: str, script: Path) -> tuple[str, set[Kind]]:
    """A line after all rules but that for frames, and the kinds of those that changed it."""
    changed: set[Kind] = set()
    folder = re.compile(re.escape(str(script.parent) + os.sep))
    for kind, pattern, by in ((Kind.paths, folder, "…/"), *_RULES):
        new = pattern.sub(by, text)
        if new != text:
            changed.add(kind)
        text = new
    return text, changed


def _fold_library_frames(lines: list[OutputLine], script: str) -> Iterator[OutputLine]:
    margin: str | None = None  # of the library frame that is being left out
    said = False
    for line in lines:
        frame = _FRAME.match(line.text) if line.stream == "stderr" else None
        if frame and frame["file"] != f"…/{script}":
            margin = frame["margin"]
            if not said:
                yield OutputLine("stderr", f"{margin}  … inside the standard library")
            said = True
        elif frame is None and margin is not None and _belongs(line, margin):
            continue
        else:
            margin, said = None, False
            yield line


def _belongs(line: OutputLine, margin: str) -> bool:
    """Whether a line is the source or the carets of the frame above it (indented by four)."""
    return line.stream == "stderr" and line.text.startswith(margin + "    ")


_LIBRARY_FRAME = re.compile(r'^(?P<margin>[\s|+]*)File "(?!…)[^"]*?(?P<file>[^"/\\]+)", line \d+')


def normalised_timeline(timeline: Timeline, script: Path) -> Timeline:
    """The texts in a timeline as in a transcript. Frames of the library stay, but not their place:
    a print that is left out would leave the step that made it without its print.
    """

    def text(given: str) -> str:
        own, _ = normalised_text(given, script)
        return _LIBRARY_FRAME.sub(r'\g<margin>File "…/\g<file>", line …', own)

    return replace(
        timeline,
        prints=tuple(replace(each, text=text(each.text)) for each in timeline.prints),
        tasks=tuple(
            replace(each, value=None if each.value is None else text(each.value))
            for each in timeline.tasks
        ),
    )
