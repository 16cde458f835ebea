"""Which code is this package's own: frames and functions of it are no part of any program."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

# `__file__` may name bytecode, but that lies below the same folder.
FOLDER = str(Path(__file__).parent) + os.sep
"""The folder of the package, with a separator at its end: a prefix of its files' names."""


_STANDARD_LIBRARY = (str(Path(os.__file__).parent) + os.sep, "<frozen ")


def is_own(file: str) -> bool:
    """Whether the file is one of this package's."""
    return file.startswith(FOLDER)


def is_of_standard_library(file: str) -> bool:
    """Whether the file is one of Python's, or of what is installed with it."""
    return file.startswith(_STANDARD_LIBRARY) and not is_own(file)


def without_frames(shown: TracebackType | None) -> TracebackType | None:
    """The traceback without this package's frames."""
    kept: list[TracebackType] = []
    while shown is not None:
        if not is_own(shown.tb_frame.f_code.co_filename):
            kept.append(shown)
        shown = shown.tb_next
    for place, each in enumerate(kept):
        each.tb_next = kept[place + 1] if place + 1 < len(kept) else None
    return kept[0] if kept else None
