"""Which code is whose.

This package's own is no part of any program. A program's own is what lies below its folder, and was
not installed.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable
from fnmatch import fnmatch
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


_INSTALLED = ("site-packages", "dist-packages", "node_modules")
"""Folders of what others have written, wherever they lie."""


class OwnCode:
    """The files of a program: its main one, and those below its folder that were not installed.

    main     as in `co_filename`; empty if there is none
    folder   of which Python's own files, those of an environment in it, and ours are left out
    include  patterns as in a shell. They match names (`app/routes.py`) and whole paths; what one
    exclude  of `include` matches is own wherever it lies, what one of `exclude` does never is
    """

    def __init__(
        self,
        main: str,
        folder: str,
        *,
        include: Iterable[str] = (),
        exclude: Iterable[str] = (),
    ) -> None:
        self.main = main
        self.include, self.exclude = tuple(include), tuple(exclude)
        self._folders = {os.path.join(each, "") for each in (folder, os.path.realpath(folder))}  # noqa: PTH118
        self._known: dict[str, bool] = {}

    def __contains__(self, file: object, /) -> bool:
        """Whether the file is the program's own."""
        own = self._known.get(file)  # type: ignore[call-overload]
        if own is None:
            own = self._known[str(file)] = self._is_own(str(file))
        return bool(own)

    def name(self, file: str) -> str | None:
        """What the file is called: None if it is the main one, else its path below the folder."""
        return None if file == self.main else self._below(file) or file

    def _below(self, file: str) -> str:
        for folder in self._folders:
            if file.startswith(folder):
                return file.removeprefix(folder).replace(os.sep, "/")
        return ""

    def _is_own(self, file: str) -> bool:
        if file == self.main:
            return True
        name = self._below(file)
        if self._matches(file, name, self.exclude) or is_own(file) or file.startswith("<"):
            return False
        if self._matches(file, name, self.include):
            return True
        installed = any(part in _INSTALLED for part in name.split("/"))
        return bool(name) and not installed and not self._is_pythons(file)

    def _matches(self, file: str, name: str, patterns: Iterable[str]) -> bool:
        return any(fnmatch(name, each) or fnmatch(file, each) for each in patterns)

    def _is_pythons(self, file: str) -> bool:
        """Whether it came with Python, or lies in an environment below the program's folder."""
        prefixes = {os.path.join(each, "") for each in (sys.prefix, sys.base_prefix)}  # noqa: PTH118
        within = (each for each in prefixes if each.startswith(tuple(self._folders)))
        paths = (os.path.join(sysconfig.get_path(each), "") for each in ("stdlib", "platstdlib"))  # noqa: PTH118
        return file.startswith((*within, *paths))


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
