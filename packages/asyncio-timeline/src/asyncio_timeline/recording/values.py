"""Short texts for values and functions. They run no code of the program, and hold no address."""

from __future__ import annotations

import contextvars
import enum
import functools
import reprlib
from types import CodeType, FunctionType, MethodType
from typing import Any, cast

LONGEST = 80
"""Characters of a value that a timeline shows."""

_PLAIN = (int, float, complex, bool, str, bytes, type(None), range)
_CONTAINERS = (list, tuple, dict, set, frozenset)


class _Short(reprlib.Repr):
    """Calls `repr` for what the language defines only: a program's own may print or fail."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = LONGEST

    def repr1(self, x: Any, level: int) -> str:
        kind = cast("type[object]", type(x))
        if kind in _PLAIN or kind in _CONTAINERS:
            return super().repr1(x, level)
        if isinstance(x, BaseException):
            return f"{kind.__name__}({', '.join(self.repr1(each, level - 1) for each in x.args)})"
        if isinstance(x, enum.Enum):
            return f"{kind.__name__}.{x.name}"
        if isinstance(x, type):
            return f"<class {x.__name__}>"
        return f"<{kind.__name__}>"


_short = _Short()


def short(value: object) -> str:
    """A value in at most `LONGEST` characters."""
    text = _short.repr1(value, _short.maxlevel)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def function_name(function: Any) -> str:
    """What a reader calls a function: `tweet`, `Blog.publish`; without `<locals>` and partials."""
    function = unwrapped(function)
    name = getattr(function, "__qualname__", None) or type(function).__name__
    return own_name(name)


def own_name(qualified: str) -> str:
    """A qualified name without the functions that it was defined in."""
    return qualified.rpartition("<locals>.")[2]


def unwrapped(function: Any) -> Any:
    """The function inside of partials; for `asyncio.to_thread`, what runs in the thread."""
    while isinstance(function, functools.partial):
        partial = cast("functools.partial[object]", function)
        inner = partial.func
        # asyncio/threads.py, to_thread: partial(context.run, function, ...)
        runs = isinstance(getattr(inner, "__self__", None), contextvars.Context)
        function = partial.args[0] if runs and partial.args else inner
    return function


def code_of(callback: object) -> CodeType | None:
    """The code that a callable runs, if it is Python's."""
    function: object = unwrapped(callback)
    if isinstance(function, MethodType):
        function = function.__func__
    if not isinstance(function, (FunctionType, type)):
        # An instance whose class is callable; looked up on the class, as a call does.
        function = getattr(type(function), "__call__", None)  # noqa: B004
    return function.__code__ if isinstance(function, FunctionType) else None
