"""Hears every line that is written to a text stream. The stream stays the object that it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, NamedTuple, TextIO

from asyncio_timeline.recording.notebook import At, Moments, Notebook, Origin, Record
from asyncio_timeline.recording.sources import Sources, Spot
from asyncio_timeline.recording.whereabouts import Whereabouts, numbers
from asyncio_timeline.timeline import Print

Stream = Literal["stdout", "stderr"]


@dataclass(eq=False)
class PrintRecord(Record):
    """A line that was printed, or a part of one that `goes_on` in the next."""

    table = "prints"
    by_time = True

    at: At
    text: str
    stream: Stream
    line: Spot | None
    inside: Origin | None
    goes_on: bool

    def moments(self) -> tuple[At | None, ...]:
        return (self.at,)

    def fixed(self, moments: Moments) -> Print:
        step, job = numbers(self.inside)
        line, file = self.line or (None, None)
        at = moments[self.at]
        return Print(at, self.text, self.stream, line, step, job, self.goes_on, file)


class _Part(NamedTuple):
    """A piece of a line, as it was written."""

    at: At
    text: str
    line: Spot | None
    inside: Origin | None

    @property
    def who(self) -> Record | None:
        return None if self.inside is None else self.inside.who()


class Outputs:
    """Notes what is printed: each line when it is whole, as a row of whoever wrote it.

    A line may be written in parts, by `print(…, end="")` and perhaps by several tasks in turn. And
    a prompt never gets its end. Then each part is a row, at the time at which it was written.
    """

    def __init__(self, notebook: Notebook, sources: Sources, whereabouts: Whereabouts) -> None:
        self._notebook = notebook
        self._sources = sources
        self._whereabouts = whereabouts

    def listen(self, stream: TextIO | None, name: Stream) -> Callable[[], None]:
        """Note what is written to `stream`. Returns what ends that."""
        begun: dict[int, list[_Part]] = {}  # by thread: the parts of a line without an end

        def written(text: str) -> None:
            if self._notebook.full and not self._notebook.recording:
                return
            *whole, rest = text.split("\n")
            parts = begun.setdefault(threading.get_ident(), [])
            for each in whole:
                if each or not parts:
                    parts.append(self._part(each))
                self._note(parts, name, at=self._notebook.now())
                parts.clear()
            if rest:
                parts.append(self._part(rest))

        undo = listen(stream, written)

        def end() -> None:
            undo()
            for parts in begun.values():
                self._note(parts, name)
            begun.clear()

        return end

    def _part(self, text: str) -> _Part:
        inside = self._whereabouts.here.inside
        if inside is not None:
            inside.is_acted_in()
        return _Part(self._notebook.now(), text, self._sources.line(), inside)

    def _note(self, parts: list[_Part], stream: Stream, at: At | None = None) -> None:
        """`at` is when the line got its end."""
        if len({part.who for part in parts}) == 1:
            last = parts[-1]
            parts = [last._replace(at=at or last.at, text="".join(part.text for part in parts))]
        with self._notebook.lock:
            for part in parts:
                if self._notebook.take_room():
                    at, text, line, inside = part
                    goes_on = part is not parts[-1]
                    self._notebook.add(PrintRecord(at, text, stream, line, inside, goes_on))


def listen(stream: TextIO | None, written: Callable[[str], None]) -> Callable[[], None]:
    """Call `written` with every text, after it was written to `stream`.

    The stream stays the same object, so `isatty`, `buffer`, `encoding`, redirection and identity
    are untouched; only its `write` gets a listener, which `print`, `logging` and the interpreter
    look up on the instance. What goes to `stream.buffer` or the file descriptor is not heard.
    Returns what undoes it.
    """
    if stream is None:  # no console: pythonw, a daemon
        return lambda: None
    heard = stream
    write = heard.write

    def write_and_tell(text: str) -> int:
        count = write(text)
        with suppress(
            RecursionError
        ):  # too close to the recursion limit for anything but the program itself
            written(text)
        return count

    before: object = getattr(heard, "__dict__", {}).get("write")  # another listener's
    try:
        heard.write = write_and_tell  # type: ignore[method-assign]
    except AttributeError:  # a stream that takes no attributes: its output passes unheard
        return lambda: None

    def undo() -> None:
        del heard.__dict__["write"]
        if before is not None:
            heard.__dict__["write"] = before

    return undo
