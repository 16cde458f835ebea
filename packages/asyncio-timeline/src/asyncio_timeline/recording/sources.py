"""Which code is the program's own, and where in it a thread is."""

from __future__ import annotations

import asyncio.events
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any, NamedTuple, Protocol

from asyncio_timeline.recording.values import code_of, own_name

_LOOP = asyncio.events.Handle._run.__code__.co_filename


def frames_in_the_loop() -> Iterator[FrameType]:
    """The frames of this thread, from the innermost out to the one that the loop has called.

    What lies further out, such as `asyncio.run(main())`, has no part in what a step does.
    """
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        if frame.f_code.co_name == "_run" and frame.f_code.co_filename == _LOOP:
            return
        yield frame
        frame = frame.f_back


class Spot(NamedTuple):
    """A line of the program. `file` is None for its main file, else a path below its folder."""

    line: int
    file: str | None = None


def written(spot: Spot | None) -> dict[str, Any]:
    """The fields in which records of the timeline say where something is."""
    line, file = spot or (None, None)
    return {"line": line, "file": file}


class Files(Protocol):
    """The files of a program, as in `co_filename`. `own.OwnCode` tells those of a folder."""

    def __contains__(self, file: object, /) -> bool:
        """Whether the file is one of them."""
        ...


class Sources:
    """The files of the program, and what each is called."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._name: Callable[[str], str | None] = getattr(files, "name", _unnamed)

    def spot(self, code: CodeType, line: int) -> Spot:
        """A line of the program's own code."""
        return Spot(line, self._name(code.co_filename))

    def line(self) -> Spot | None:
        """The line of the program's own code that this thread is in."""
        for frame in frames_in_the_loop():
            if frame.f_code.co_filename in self.files:
                return self.spot(frame.f_code, frame.f_lineno)
        return None

    def entered(self) -> str | None:
        """The name of the program's own function that the loop, or code of others, has called."""
        name = None
        for frame in frames_in_the_loop():
            if frame.f_code.co_filename in self.files:
                name = own_name(frame.f_code.co_qualname)
        return name

    def define(self, function: Callable[..., object]) -> bool:
        """Whether the function is the program's own."""
        code = code_of(function)
        return code is not None and code.co_filename in self.files


def _unnamed(file: str) -> None:
    """A program of a single file needs no name for it."""
