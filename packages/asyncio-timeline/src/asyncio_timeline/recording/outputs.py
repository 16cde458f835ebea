"""Tells of every line that is written to a text stream, and leaves the stream what it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TextIO


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
