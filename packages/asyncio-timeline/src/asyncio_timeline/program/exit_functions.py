"""Stands in for `atexit` while a script runs, so that its exit functions are a part of the run.

The real ones run at the end of this process, when the timeline has long been written. A process
that the script forks has its own end and uses these functions, too: `multiprocessing` clears them
in a child, registers its own, and has them run.
"""

from __future__ import annotations

import atexit
import logging
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from asyncio_timeline.program import frames


class ExitFunctions:
    """What CPython's Modules/atexitmodule.c does, in the order in which it does it."""

    def __init__(self) -> None:
        # asyncio imports logging, which registers this; plainly it runs before the script is gone.
        self._calls: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
            (logging.shutdown, (), {})
        ]

    def register(self, func: Any, /, *args: Any, **kwargs: Any) -> Any:
        """As `atexit.register`."""
        if not callable(func):
            raise TypeError("the first argument must be callable")
        self._calls.append((func, args, kwargs))
        return func

    def unregister(self, func: Any, /) -> None:
        """As `atexit.unregister`, which asks the functions whether they are equal."""
        self._calls = [call for call in self._calls if not (call[0] is func or call[0] == func)]

    def clear(self) -> None:
        """As `atexit._clear`."""
        self._calls.clear()

    def count(self) -> int:
        """As `atexit._ncallbacks`."""
        return len(self._calls)

    def run(self) -> None:
        """As `atexit._run_exitfuncs`: the last one first. None is kept from running by another.

        What one of them registers is not run any more.
        """
        calls = list(self._calls)
        while calls:
            func, args, kwargs = calls.pop()
            try:
                func(*args, **kwargs)
            except BaseException as error:
                if sys.version_info < (3, 13):
                    show_ignored(error, "Exception ignored in atexit callback", func)
                else:
                    show_ignored(error, f"Exception ignored in atexit callback {func!r}")
        self._calls.clear()


def show_ignored(error: BaseException, message: str | None, about: object = None) -> None:
    """Print an exception that nobody can catch, as Python does."""
    traceback = frames.without_own(error.__traceback__)
    sys.unraisablehook(_ARGUMENTS((type(error), error, traceback, message, about)))


def _arguments() -> Any:
    """The type of what `sys.unraisablehook` takes, which has no name: have one made."""
    seen: list[Any] = []

    class Fails:
        def __del__(self) -> None:
            raise ValueError

    def hear(given: object) -> None:
        seen.append(type(given))

    usual, sys.unraisablehook = sys.unraisablehook, hear
    try:
        Fails()
    finally:
        sys.unraisablehook = usual
    return seen[0]


_ARGUMENTS = _arguments()


@contextmanager
def exit_functions() -> Generator[Callable[[], None], None, None]:
    """Collect exit functions; what is given runs them."""
    functions = ExitFunctions()
    names = {
        "register": functions.register,
        "unregister": functions.unregister,
        "_clear": functions.clear,
        "_ncallbacks": functions.count,
        "_run_exitfuncs": functions.run,
    }
    before = {name: getattr(atexit, name) for name in names}
    for name, function in names.items():
        setattr(atexit, name, function)
    try:
        yield functions.run
    finally:
        for name, function in before.items():
            setattr(atexit, name, function)
