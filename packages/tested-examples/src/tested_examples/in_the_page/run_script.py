"""Runs a script in the page: what Pyodide calls, in a worker, for each press of Run.

In: the source and the name of a script. Out, as JSON: what it printed, its exit status, and its
timeline as HTML. A worker runs one script, so that no run finds what another left.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import random
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter  # bound before the simulation puts its own clock into `time`
from typing import Any, cast

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
    (how many more lines there are after the first thousand), `failure` (see `_failure`, or None),
    `timeline` (HTML, empty if no task ran), `python`. `tell` is given an empty list when the script
    has ended.
    """
    FOLDER.mkdir(exist_ok=True)
    script = FOLDER / (name.rpartition("/")[2] or "script.py")
    script.write_text(source, encoding="utf-8")
    heard = _Heard(tell)
    failures: list[dict[str, Any]] = []
    with _streams(heard), _noticed(script, failures):
        taken: Run = run_program(
            script, simulated=True, limits=limits.IN_A_PAGE, max_events=MOST_EVENTS
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
            "failure": failures[-1] if failures and status else None,
            "timeline": timeline_view(timeline, identity=identity) if timeline.tasks else "",
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


# ------------------------------------------------------------------------------- failures


@contextmanager
def _noticed(script: Path, failures: list[dict[str, Any]]) -> Iterator[None]:
    """Notice what ends the script, as it is printed. The error itself is not kept: it refers to
    tasks, of which some are told only when nothing refers to them.
    """
    before = sys.excepthook

    def notice(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        failures.append(_failure(error, script))
        before(kind, error, trace)

    sys.excepthook = notice
    try:
        yield
    finally:
        sys.excepthook = before


def _failure(error: BaseException, script: Path) -> dict[str, Any]:
    """`error`: its last line as Python prints it; `line`: of the script, or None."""
    places = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == str(script)
    ]
    if isinstance(error, SyntaxError) and error.filename == str(script):
        places.append(error.lineno or 1)
    said = traceback.format_exception_only(error)
    # Of a group, and of an error with notes, the first line says what it is; of others the last.
    whole = said[0] if isinstance(error, BaseExceptionGroup) or error.__dict__ else said[-1]
    return {"error": whole.strip(), "line": places[-1] if places else None}


# ------------------------------------------------------------------------- before the script

IMPORTED_BY_EVERY_RUN = (
    "asyncio",
    "asyncio_timeline.simulation.simulate",
    "concurrent.futures.thread",
    "encodings.idna",
    "functools",
    "linecache",
    "logging",
    "tokenize",
    "typing",
    "warnings",
)
"""So that they are in the snapshot, and a run need not wait for them."""

_OF_PYODIDE = frozenset({"js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core"})


def load() -> None:
    """Import what each run imports. Called once a page: a snapshot of the memory is taken then."""
    for name in IMPORTED_BY_EVERY_RUN:
        importlib.import_module(name)


def prepare() -> None:
    """Make an interpreter that starts from the snapshot ready for a script. Called once.

    It would draw the random numbers of all others that start from it. And it loses the modules that
    lead to JavaScript: they are not there on a reader's machine either, and what JavaScript could
    do, the worker loses as well (`docs/assets/run/worker.js`).
    """
    random.seed()
    sys.meta_path[:] = [finder for finder in sys.meta_path if not _is_of_pyodide(type(finder))]
    for name in [name for name in sys.modules if name.partition(".")[0] in _OF_PYODIDE]:
        del sys.modules[name]
    sys.meta_path.insert(0, cast("Any", _Nowhere))


def _is_of_pyodide(finder: type) -> bool:
    return finder.__module__.partition(".")[0] in _OF_PYODIDE


class _Nowhere:
    """A finder (PEP 451) to which none of these modules is there."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in _OF_PYODIDE:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
