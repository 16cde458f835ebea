"""Which code is the program's own, and where in it a thread is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from types import FrameType

from asyncio_timeline.recording.values import code_of


class Sources:
    """The files of the program. `files` are absolute paths, as in `co_filename`."""

    def __init__(self, files: Collection[str]) -> None:
        self.files = frozenset(files)

    def line(self) -> int | None:
        """The line of the program's own code that this thread is in."""
        frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
        while frame is not None:
            if frame.f_code.co_filename in self.files:
                return frame.f_lineno
            frame = frame.f_back
        return None

    def define(self, function: Callable[..., object]) -> bool:
        """Whether the function is the program's own."""
        code = code_of(function)
        return code is not None and code.co_filename in self.files
