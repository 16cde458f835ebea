"""Runs a script in the page: what Pyodide calls, in a worker, for each press of Run.

In: the source and the name of a script. Out, as JSON: what it printed, its exit status, and its
timeline as HTML. Each run finds the interpreter as the first did.
"""

from __future__ import annotations

import gc
import io
import json
import linecache
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

from asyncio_timeline.html import printed_lines, timeline_view
from asyncio_timeline.program import Run
from asyncio_timeline.program import run as run_program
from tested_examples.normalising import Stream, lines_of, normalise, normalised_timeline

FOLDER = Path("/reader")
"""Where the script lies. Tracebacks show it as `…/`."""

MOST_EVENTS = 20_000
"""As `make record` has it, or a timeline would not be the recorded one."""

MOST_LINES = 1_000
"""How many lines of output are handed over."""

Tell = Callable[[str, str], object]
"""Told of output while the script runs: the stream, and some text."""


def run(source: str, name: str, identity: str, tell: Tell) -> str:
    """Run `source` as `name` (`tasks/create_task.py`). All ids in the HTML begin with `identity`.

    Returns an object with `status`, `lines` (each: stream, text, index of the print, classes),
    `omitted` (how many more lines there were), `timeline` (HTML), `cut`, `python`.
    """
    FOLDER.mkdir(exist_ok=True)
    script = FOLDER / name.rpartition("/")[2]
    script.write_text(source, encoding="utf-8")
    linecache.clearcache()
    chunks: list[tuple[Stream, bytes]] = []
    with _as_found(), _streams(chunks, tell):
        taken: Run = copy_context().run(run_program, script, simulated=True, max_events=MOST_EVENTS)
    gc.collect()
    printed = normalise(lines_of(chunks), taken.status, script)
    timeline = normalised_timeline(taken.timeline, script)
    shown = printed.lines[:MOST_LINES]
    by = printed_lines(timeline, [(line.text, line.stream) for line in shown])
    return json.dumps(
        {
            "status": printed.status,
            "lines": [
                [line.stream, line.text, *((each.index, each.classes) if each else (None, ""))]
                for line, each in zip(shown, by, strict=True)
            ],
            "omitted": len(printed.lines) - len(shown),
            "timeline": timeline_view(timeline, identity=identity),
            "cut": timeline.cut,
            "python": timeline.python,
        }
    )


# ------------------------------------------------------------------------------- streams


class _Output(io.BufferedIOBase):
    """The bytes below a text stream: kept, and told of."""

    def __init__(self, stream: Stream, chunks: list[tuple[Stream, bytes]], tell: Tell) -> None:
        super().__init__()
        self._stream: Stream = stream
        self._chunks, self._tell = chunks, tell

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        self._chunks.append((self._stream, written))
        self._tell(self._stream, written.decode("utf-8", "replace"))
        return len(written)


@contextmanager
def _streams(chunks: list[tuple[Stream, bytes]], tell: Tell) -> Iterator[None]:
    """The three standard streams: nothing to read, and what is written goes to one list."""
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.StringIO()
    sys.stdout = _text("stdout", chunks, tell)
    sys.stderr = _text("stderr", chunks, tell)
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _text(stream: Stream, chunks: list[tuple[Stream, bytes]], tell: Tell) -> io.TextIOWrapper:
    errors = "backslashreplace" if stream == "stderr" else "strict"
    below: Any = _Output(stream, chunks, tell)
    return io.TextIOWrapper(below, encoding="utf-8", errors=errors, write_through=True)


# ------------------------------------------------------------------------- between two runs


@contextmanager
def _as_found() -> Iterator[None]:
    """Put back what a script commonly changes in its process and its process takes with it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {
        each: each.level
        for each in root.manager.loggerDict.values()
        if isinstance(each, logging.Logger)
    }
    hooks = sys.excepthook, sys.unraisablehook, sys.displayhook
    filters, environment, folder = warnings.filters[:], dict(os.environ), Path.cwd()
    modules = set(sys.modules)
    try:
        yield
    finally:
        root.handlers[:], root.level = handlers, level
        for each in root.manager.loggerDict.values():
            if isinstance(each, logging.Logger):
                each.level, each.disabled, each.propagate = levels.get(each, 0), False, True
                each.handlers.clear()
        root.manager._clear_cache()  # type: ignore[attr-defined]
        sys.excepthook, sys.unraisablehook, sys.displayhook = hooks
        warnings.filters[:] = filters  # type: ignore[index]
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        for name in set(sys.modules) - modules:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(FOLDER)):
                del sys.modules[name]
