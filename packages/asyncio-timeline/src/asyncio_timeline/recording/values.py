"""Short texts for values and functions. Making them runs no code of the program, and no address in
memory is in them."""

from __future__ import annotations

import contextvars
import enum
import functools
import reprlib
from collections.abc import Callable
from types import CodeType, FunctionType, MethodType
from typing import Any, cast

LONGEST = 80
"""Characters of a value that a timeline shows."""

_LONG = 10_000
"""Bits: fewer than the 4,300 digits that `sys.set_int_max_str_digits` limits texts to."""
_ARGS: Callable[[object], tuple[object, ...]] = BaseException.args.__get__  # type: ignore[attr-defined]
_NAME: Callable[[type], str] = type.__dict__["__name__"].__get__

_PLAIN = (int, float, complex, bool, str, bytes, type(None), range)
_CONTAINERS = (list, tuple, dict, set, frozenset)


class _Short(reprlib.Repr):
    """Calls `repr` for what the language defines only: a program's own may print or fail."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = LONGEST

    def repr1(self, x: Any, level: int) -> str:
        kind = cast("type[object]", type(x))
        name = name_of(kind)
        if kind is int and x.bit_length() > _LONG:
            return f"<int of {x.bit_length()} bits>"  # Python refuses to write it in decimals
        if kind in _PLAIN or kind in _CONTAINERS:
            return super().repr1(x, level)
        if issubclass(kind, BaseException):
            args = _ARGS(x)
            return f"{name}({', '.join(self.repr1(each, level - 1) for each in args)})"
        if issubclass(kind, enum.Enum):
            return f"{name}.{plain_attribute(x, '_name_')}"
        if issubclass(kind, type):
            return f"<class {name_of(x)}>"
        return f"<{name}>"


_short = _Short()


def short(value: object) -> str:
    """A value in at most `LONGEST` characters."""
    text = _short.repr1(value, _short.maxlevel)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def name_of(kind: type) -> str:
    """The name of a class, whatever its metaclass makes of `__name__`."""
    return _NAME(kind)


def plain_attribute(thing: object, name: str) -> Any:
    """An attribute that the thing has, None if it has none. Does not call its `__getattr__`."""
    try:
        return object.__getattribute__(thing, name)
    except Exception:
        return None


def is_a(thing: object, *kinds: type) -> bool:
    """As `isinstance`, which believes what an object of the program says of its class."""
    return issubclass(type(thing), kinds)


def function_name(function: Any, args: tuple[object, ...] = ()) -> str:
    """What a reader calls a function: `tweet`, `Blog.publish`; without `<locals>` and partials.

    `args` are those that it is called with, in which `Context.run` finds its function.
    """
    function = unwrapped(function, args)
    if type(function) is MethodType:
        function = function.__func__
    name = plain_attribute(function, "__qualname__")
    return own_name(name if is_a(name, str) else name_of(cast("type[object]", type(function))))


def own_name(qualified: str) -> str:
    """A qualified name without the functions that it was defined in."""
    return qualified.rpartition("<locals>.")[2]


def unwrapped(function: Any, args: tuple[object, ...] = ()) -> Any:
    """The function inside of partials; for a context's `run`, what it runs.

    asyncio/threads.py, to_thread: partial(context.run, function, ...).
    """
    while True:
        if is_a(function, functools.partial):
            function, args = function.func, (*function.args, *args)
        elif args and type(plain_attribute(function, "__self__")) is contextvars.Context:
            function, *rest = args
            args = tuple(rest)
        else:
            return function


def code_of(callback: object) -> CodeType | None:
    """The code that a callable runs, if it is Python's."""
    function: object = unwrapped(callback)
    if type(function) is MethodType:
        function = function.__func__
    if not is_a(function, FunctionType, type):
        # An instance whose class is callable; looked up on the class, as a call does.
        function = plain_attribute(type(function), "__call__")
    return function.__code__ if isinstance(function, FunctionType) else None
