"""Hears every line that is written to a text stream, and leaves the stream what it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TextIO

from asyncio_timeline.recording.notebook import At, Moments, Notebook, Origin, Record
from asyncio_timeline.recording.sources import Sources
from asyncio_timeline.recording.whereabouts import Whereabouts, numbers
from asyncio_timeline.timeline import Print

Stream = Literal["stdout", "stderr"]


@dataclass(eq=False)
class PrintRecord(Record):
    """A line that was printed."""

    table = "prints"
    by_time = True

    at: At
    text: str
    stream: Stream
    line: int | None
    inside: Origin | None

    def moments(self) -> tuple[At | None, ...]:
        return (self.at,)

    def fixed(self, moments: Moments) -> Print:
        step, job = numbers(self.inside)
        return Print(moments[self.at], self.text, self.stream, self.line, step, job)


class Outputs:
    """Notes what is printed."""

    def __init__(self, notebook: Notebook, sources: Sources, whereabouts: Whereabouts) -> None:
        self._notebook = notebook
        self._sources = sources
        self._whereabouts = whereabouts

    def listen(self, stream: TextIO | None, name: Stream) -> Callable[[], None]:
        """Note every line that is written to `stream`. Returns what ends that."""
        return listen(stream, lambda text: self.printed(text, name))

    def printed(self, text: str, stream: Stream) -> None:
        """The program printed a line, given without its end, now."""
        inside = self._whereabouts.here.inside
        with self._notebook.lock:
            if self._notebook.take_room():
                at = self._notebook.now()
                line = self._sources.line()
                self._notebook.add(PrintRecord(at, text, stream, line, inside))


def listen(stream: TextIO | None, line: Callable[[str], None]) -> Callable[[], None]:
    """Call `line` with every whole line, without its end, after it was written to `stream`.

    The stream stays the same object, so `isatty`, `buffer`, `encoding`, redirection and identity
    are untouched; only its `write` gets a listener, which `print`, `logging` and the interpreter
    look up on the instance. What goes to `stream.buffer` or the file descriptor is not heard.
    A line belongs to the thread that wrote it. Returns what undoes it.
    """
    if stream is None:  # no console: pythonw, a daemon
        return lambda: None
    heard = stream
    write = heard.write
    partial: dict[int, str] = {}

    def told(text: str) -> int:
        written = write(text)
        thread = threading.get_ident()
        *whole, rest = (partial.pop(thread, "") + text).split("\n")
        if rest:
            partial[thread] = rest
        for each in whole:
            line(each)
        return written

    before: object = getattr(heard, "__dict__", {}).get("write")  # another listener's
    try:
        heard.write = told  # type: ignore[method-assign]
    except AttributeError:  # a stream that takes no attributes: its output passes unheard
        return lambda: None

    def undo() -> None:
        for rest in partial.values():
            line(rest)
        partial.clear()
        del heard.__dict__["write"]
        if before is not None:
            heard.__dict__["write"] = before

    return undo
