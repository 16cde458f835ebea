"""Which code is the program's own, and where in it a thread is."""

from __future__ import annotations

import asyncio.events
import sys
from collections.abc import Callable, Collection, Iterator
from types import FrameType

from asyncio_timeline.recording.values import code_of, own_name

_LOOP = asyncio.events.Handle._run.__code__.co_filename


def frames_in_the_loop() -> Iterator[FrameType]:
    """The frames of this thread from the innermost to that of which the loop is the caller.

    What stands further out, `asyncio.run(main())` for one, has no part in what a step does.
    """
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        if frame.f_code.co_name == "_run" and frame.f_code.co_filename == _LOOP:
            return
        yield frame
        frame = frame.f_back


class Sources:
    """The files of the program. `files` are absolute paths, as in `co_filename`."""

    def __init__(self, files: Collection[str]) -> None:
        self.files = frozenset(files)

    def line(self) -> int | None:
        """The line of the program's own code that this thread is in."""
        for frame in frames_in_the_loop():
            if frame.f_code.co_filename in self.files:
                return frame.f_lineno
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
