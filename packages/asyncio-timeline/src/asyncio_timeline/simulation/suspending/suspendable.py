"""Lets functions that block be suspended, so that a simulated thread can wait while others go on.

A browser gives Python one stack and no threads. So the function of a thread runs as its twin (see
`twins`), a generator in which every call `f(x)` is

    (yield from settle(plan(f)(x)))

where `plan(f)` is `f` itself for what cannot block, and otherwise f's own twin, whose result is a
generator: each call is made from where the source makes it, so lines, tracebacks and evaluation
order stay.

Left as they are: generators, coroutines, callbacks that C code calls, and the standard library
except what `_LIBRARY` names. What blocks in there blocks on the stack (`schedule.drive`).
"""

from __future__ import annotations

import builtins
import os
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from functools import partial
from pathlib import Path
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, TypeVar, cast

from asyncio_timeline import own
from asyncio_timeline.simulation.suspending import twins
from asyncio_timeline.simulation.world import Steps, Wait

Twin = TypeVar("Twin", bound=Callable[..., Steps[Any]])

# Python code of the standard library that blocks. Its source has to be there.
_LIBRARY = frozenset(
    {
        "asyncio.runners",
        "concurrent.futures._base",
        "concurrent.futures.thread",
        "queue",
        "threading",
    }
)
_OF_LOOPS = frozenset({"run_until_complete", "run_forever", "_run_once"})
_STANDARD_LIBRARY = str(Path(os.__file__).parent) + os.sep

_suspendable: dict[FunctionType, Callable[..., Steps[Any]]] = {}


class Suspended:
    """The result of a call that may block: a generator that is to be run with `yield from`."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Steps[Any]) -> None:
        self._steps = steps

    def __iter__(self) -> Iterator[Wait]:
        return self._steps


class _Done:
    """A result that is there: `yield from` gives it at once."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __iter__(self) -> _Done:
        return self

    def __next__(self) -> Wait:
        raise StopIteration(self._value)


class _Planned:
    """A callable that gives `Suspended`."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Steps[Any]]) -> None:
        self._function = function

    def __call__(self, /, *args: Any, **kwargs: Any) -> Suspended:
        return Suspended(self._function(*args, **kwargs))


def suspends(function: Callable[..., Any]) -> Callable[[Twin], Twin]:
    """Decorator: the generator function to use where `function` can be suspended."""

    def register(steps: Twin) -> Twin:
        assert isinstance(function, FunctionType)
        _suspendable[function] = steps
        return steps

    return register


def plan(function: Any) -> Any:
    """`function`, or what gives `Suspended` when it is called with the same arguments."""
    steps = _steps_of(function)
    return function if steps is None else _Planned(steps)


def settle(result: object) -> Suspended | _Done:
    """What `yield from` turns into the result of a call."""
    return result if type(result) is Suspended else _Done(result)


def call(function: Any, /, *args: Any, **kwargs: Any) -> Steps[Any]:
    """`function(*args, **kwargs)` as steps."""
    steps = cast("Steps[Any]", settle(plan(function)(*args, **kwargs)))
    return (yield from steps)


def enter(manager: Any) -> Steps[Any]:
    """Enter a context manager. As in `with`, it is looked at before that whether it can be left."""
    kind = cast("Any", type(manager))
    for name in ("__enter__", "__exit__"):
        if not hasattr(kind, name):
            with manager:  # raises what it raises
                pass
    return (yield from call(kind.__enter__, manager))


def leave(manager: Any, failed: bool) -> Steps[Any]:
    """Leave a context manager, because of the exception that is being handled or without one."""
    error = sys.exc_info() if failed else (None, None, None)
    return (yield from call(cast("Any", type(manager)).__exit__, manager, *error))


def collect(
    kind: Callable[[list[Any]], Any], elements: Iterable[Callable[[Any], Any]]
) -> Steps[Any]:
    """A list, set or dictionary of what the elements, as steps or as plain calls, give."""
    collected: list[Any] = []
    for element in elements:
        collected.append((yield from element(None)))  # noqa: PERF401  (it yields)
    return kind(collected)


def _steps_of(function: Any) -> Callable[..., Steps[Any]] | None:
    kind: Any = type(cast("object", function))
    if kind is FunctionType:
        return _suspendable.get(function) or _twin(function)
    if kind is MethodType:
        steps = _steps_of(function.__func__)
        return None if steps is None else partial(steps, function.__self__)
    if kind is partial:
        steps = _steps_of(function.func)
        return None if steps is None else partial(steps, *function.args, **function.keywords)
    if kind is BuiltinMethodType and type(function.__self__) is Context:
        return partial(_in_context, function.__self__) if function.__name__ == "run" else None
    method = getattr(kind, "__call__", None)  # noqa: B004  (to read it)
    if type(method) is FunctionType:
        steps = _steps_of(method)
        return None if steps is None else partial(steps, function)
    return None


def _in_context(context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Steps[Any]:
    """`Context.run` as steps: the context is entered for each step and left between them."""
    steps = call(function, *args, **kwargs)
    send: Callable[[], Wait] = partial(next, steps)
    while True:
        try:
            wait = context.run(send)
        except StopIteration as end:
            return end.value
        try:
            yield wait
        except BaseException as error:
            send = partial(steps.throw, error)
        else:
            send = partial(next, steps)


# ------------------------------------------------------------------------- twins of functions

_CALLED: dict[str, Callable[..., Any]] = {
    "<plan>": plan,
    "<settle>": settle,
    "<enter>": enter,
    "<leave>": leave,
    "<collect>": collect,
    "<list>": list,
    "<set>": set,
    "<dict>": dict,
}
# Names that no program can have. They are looked up as builtins, from whatever module.

_twins: dict[CodeType, CodeType | None] = {}


def install() -> Callable[[], None]:
    """Let twins find what they call. Returns what undoes it."""
    builtins.__dict__.update(_CALLED)
    before = dict(_suspendable)

    def undo() -> None:
        _suspendable.clear()
        _suspendable.update(before)
        for name in _CALLED:
            builtins.__dict__.pop(name, None)
        twins.forget_sources()
        for code in list(_twins):
            if not code.co_filename.startswith(_STANDARD_LIBRARY):
                del _twins[code]

    return undo


def _twin(function: FunctionType) -> FunctionType | None:
    code = function.__code__
    if code not in _twins:
        _twins[code] = twins.compile_twin(function) if _may_block(function) else None
    twin = _twins[code]
    if twin is None:
        return None
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    same = FunctionType(
        twin,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        tuple(cells[name] for name in twin.co_freevars),
    )
    same.__kwdefaults__ = function.__kwdefaults__
    same.__qualname__ = function.__qualname__
    return same


def _may_block(function: FunctionType) -> bool:
    file = function.__code__.co_filename
    if own.is_own(file):
        return False
    if file.startswith(_STANDARD_LIBRARY):
        module = function.__globals__.get("__name__")
        if module == "asyncio.base_events":
            return function.__name__ in _OF_LOOPS
        return module in _LIBRARY
    return not file.startswith("<frozen")


def without_own_frames(error: BaseException) -> None:
    """Take the frames of this package out of a traceback: the program has none of them."""
    entry = error.__traceback__
    while entry is not None and _is_own(entry):
        entry = entry.tb_next
    error.__traceback__ = entry
    while entry is not None:
        while entry.tb_next is not None and _is_own(entry.tb_next):
            entry.tb_next = entry.tb_next.tb_next
        entry = entry.tb_next


def _is_own(entry: types.TracebackType) -> bool:
    return own.is_own(entry.tb_frame.f_code.co_filename)
