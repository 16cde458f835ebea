"""Which code is this package's own: frames and functions of it are no part of any program."""

from __future__ import annotations

import os
from pathlib import Path

# `__file__` may name bytecode, but that lies below the same folder.
FOLDER = str(Path(__file__).parent) + os.sep
"""The folder of the package, with a separator at its end: a prefix of its files' names."""


def is_own(file: str) -> bool:
    """Whether the file is one of this package's."""
    return file.startswith(FOLDER)
