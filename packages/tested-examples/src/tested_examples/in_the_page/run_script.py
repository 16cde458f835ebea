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
from time import perf_counter  # bound before the simulation puts its own clock into `time`
from typing import Any

from asyncio_timeline.page.fragment import printed_lines, timeline_view
from asyncio_timeline.program.run import Run
from asyncio_timeline.program.run import run as run_program
from asyncio_timeline.simulation import limits

from tested_examples.running.normalising import (
    MOST_EVENTS,
    Stream,
    lines_of,
    normalise,
    normalised_timeline,
)

limits.leave_out(Path(__file__).parent.parent)

FOLDER = Path("/reader")
"""Where the script lies. Tracebacks show it as `…/`."""

FIRST_LINES, LAST_LINES = 1_000, 20
"""How many lines of output are handed over, if there are more than both."""

BETWEEN_MESSAGES = 0.05
"""Seconds of real time."""

Tell = Callable[[str], object]
"""Told of output while the script runs: JSON of a list of streams and texts."""


def run(source: str, name: str, identity: str, tell: Tell) -> str:
    """Run `source` as `name` (`tasks/create_task.py`). All ids in the HTML begin with `identity`.

    Returns JSON: `status`, `lines` (each: stream, text, index of the print, classes), `omitted`
    (how many more lines there are after the first thousand), `timeline` (HTML), `python`. `tell` is
    given an empty list when the script has ended.
    """
    FOLDER.mkdir(exist_ok=True)
    script = FOLDER / (name.rpartition("/")[2] or "script.py")
    script.write_text(source, encoding="utf-8")
    linecache.clearcache()
    heard = _Heard(tell)
    with _as_found(), _streams(heard):
        taken: Run = copy_context().run(
            run_program,
            script,
            simulated=True,
            limits=limits.IN_A_PAGE,
            max_events=MOST_EVENTS,
        )
    tell("[]")
    timeline, status = taken.timeline, taken.status
    del taken
    with _streams(_Heard(lambda _: None)):  # what only now is let go of is no part of the run
        gc.collect()
    lines = list(lines_of(heard.chunks))
    omitted = max(0, len(lines) - FIRST_LINES - LAST_LINES)
    if omitted:
        del lines[FIRST_LINES:-LAST_LINES]
    shown = normalise(lines, status, script).lines
    timeline = normalised_timeline(timeline, script)
    by = printed_lines(timeline, [(line.text, line.stream) for line in shown])
    return json.dumps(
        {
            "status": status,
            "lines": [
                [line.stream, line.text, *((each.index, each.classes) if each else (None, ""))]
                for line, each in zip(shown, by, strict=True)
            ],
            "omitted": omitted,
            "timeline": timeline_view(timeline, identity=identity),
            "python": timeline.python,
        }
    )


# ------------------------------------------------------------------------------- streams


class _Heard:
    """What was written, in order, and who is told of it, but not of each print by itself."""

    def __init__(self, tell: Tell) -> None:
        self.chunks: list[tuple[Stream, bytes]] = []
        self._tell = tell
        self._told, self._next = 0, 0.0

    def hear(self, stream: Stream, data: bytes) -> None:
        self.chunks.append((stream, data))
        now = perf_counter()
        if now < self._next:
            return
        self._next = now + BETWEEN_MESSAGES
        new = self.chunks[self._told :]
        self._told = len(self.chunks)
        self._tell(json.dumps([[stream, data.decode("utf-8", "replace")] for stream, data in new]))


class _Output(io.BufferedIOBase):
    """The bytes below a text stream."""

    def __init__(self, stream: Stream, heard: _Heard) -> None:
        super().__init__()
        self._stream: Stream = stream
        self._heard = heard

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        self._heard.hear(self._stream, written)
        return len(written)


@contextmanager
def _streams(heard: _Heard) -> Iterator[None]:
    """The three standard streams: nothing to read, and what is written goes to one list."""
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.StringIO()
    sys.stdout, sys.stderr = _text("stdout", heard), _text("stderr", heard)
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _text(stream: Stream, heard: _Heard) -> io.TextIOWrapper:
    errors = "backslashreplace" if stream == "stderr" else "strict"
    below: Any = _Output(stream, heard)
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
