"""What a run printed, as data, and without what no two runs share.

Standard library and `asyncio_timeline` only: it is used in the page too (`in_page`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from asyncio_timeline.program.addresses import ADDRESS, SHOWN
from asyncio_timeline.timeline import Timeline

MOST_EVENTS = 1_000
"""How much a recording holds of a run: more is drawn by nobody and would fill the repository."""

Stream = Literal["stdout", "stderr"]


@dataclass(frozen=True)
class Line:
    """One line as printed, without its end."""

    stream: Stream
    text: str

    def __str__(self) -> str:
        return f"{self.stream} {self.text}"


@dataclass(frozen=True)
class Transcript:
    """What one run printed, in order, and its exit status (negative: ended by that signal)."""

    lines: tuple[Line, ...]
    status: int
    normalised: tuple[str, ...] = ()


def lines_of(chunks: Iterable[tuple[Stream, bytes]]) -> Iterator[Line]:
    """Join writes into lines. A line stands where its end was written, as on a terminal."""
    partial: dict[Stream, bytes] = {"stdout": b"", "stderr": b""}
    for stream, data in chunks:
        *whole, partial[stream] = (partial[stream] + data).split(b"\n")
        yield from (Line(stream, _decoded(text)) for text in whole)
    yield from (Line(stream, _decoded(rest)) for stream, rest in partial.items() if rest)


def _decoded(data: bytes) -> str:
    return data.removesuffix(b"\r").decode("utf-8", "backslashreplace")


# ------------------------------------------------------------------------------ what differs

_FRAME = re.compile(r'^(?P<margin>[\s|+]*?)  File "(?P<file>[^"]+)", line \d+(, in .*)?$')
# In the page the standard library lies in `/lib/python314.zip`.
_LIBRARY_PATH = re.compile(
    r'(?<![\w"…])/?[^\s"\'=]*[\\/]lib[\\/]python3\.?\d+(?:\.zip)?[\\/]([^\s"\':]+):\d+'
)
_DURATION = re.compile(r"\btook \d+\.\d+ seconds\b")


def normalise(lines: Iterable[Line], status: int, script: Path) -> Transcript:
    """Take out what no two runs share. `script` is the path that was run, absolute.

    Every rule, and why it is one:

    paths      a script lies in another folder on each machine: `…/name.py`;
    frames     those of the standard library have other line numbers in each patch release, and
               other frames in each version: one line stands for each run of them;
    addresses  differ from run to run: `0x…`;
    durations  in asyncio's "Executing … took 0.151 seconds" are measured: `took … seconds`.
    """
    changed: set[str] = set()
    kept: list[Line] = []
    for line in lines:
        text, kinds = normalised_text(line.text, script)
        changed |= kinds
        kept.append(Line(line.stream, text))
    folded = list(_fold_library_frames(kept, script.name))
    if folded != kept:
        changed.add("frames")
    return Transcript(tuple(folded), status, tuple(sorted(changed)))


def normalised_text(text: str, script: Path) -> tuple[str, set[str]]:
    """A line by the rules of `normalise` but for frames, and the names of those that changed it."""
    changed: set[str] = set()
    for kind, pattern, by in (
        ("paths", re.compile(re.escape(str(script.parent) + os.sep)), "…/"),
        ("paths", _LIBRARY_PATH, r"…/\1:…"),
        ("addresses", ADDRESS, SHOWN),
        ("durations", _DURATION, "took … seconds"),
    ):
        new = pattern.sub(by, text)
        if new != text:
            changed.add(kind)
        text = new
    return text, changed


def _fold_library_frames(lines: list[Line], script: str) -> Iterator[Line]:
    margin: str | None = None  # of the library frame that is being left out
    said = False
    for line in lines:
        frame = _FRAME.match(line.text) if line.stream == "stderr" else None
        if frame and frame["file"] != f"…/{script}":
            margin = frame["margin"]
            if not said:
                yield Line("stderr", f"{margin}  … inside the standard library")
            said = True
        elif frame is None and margin is not None and _belongs(line, margin):
            continue
        else:
            margin, said = None, False
            yield line


def _belongs(line: Line, margin: str) -> bool:
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
