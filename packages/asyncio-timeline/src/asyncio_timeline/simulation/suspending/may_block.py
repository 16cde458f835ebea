"""Functions that may block: each is written once, as steps, and can be called in two ways.

    @may_block
    def sleep(seconds: float, /) -> Steps[None]:
        suspension = Suspension()
        world().wake_after(suspension, seconds)
        yield suspension

`sleep(1)` is then an ordinary call that blocks on the stack. Code that can be suspended calls the
steps themselves, so that its thread stops there and others go on. Such code is a twin (see `twins`,
which shows one): in it every call `f(x)` is `(yield from settle(plan(f)(x)))`, where `plan(f)` is

    f itself                  if it cannot block
    what gives f's steps      if it was made by `may_block`
    what gives f's twin       if it is Python code of the program, or of `_LIBRARY`

Left as they are: generators, coroutines, callbacks that C code calls, and the standard library
except for `_LIBRARY`. What blocks in there blocks on the stack (`world.drive`).
"""

from __future__ import annotations

import builtins
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from functools import partial
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, ParamSpec, TypeVar, cast

from asyncio_timeline import own
from asyncio_timeline.simulation.suspending import twins
from asyncio_timeline.simulation.world import Steps, Suspension, drive, world

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

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
_OF_LOOPS = frozenset({"run_until_complete", "run_forever", "_run_once", "_do_shutdown"})

_steps: dict[object, Callable[..., Steps[Any]]] = {}
"""The functions that `may_block` made, each with the steps that it was made from."""


def may_block(steps: Callable[Parameters, Steps[Result]]) -> Callable[Parameters, Result]:
    """Decorator: makes the function that runs these steps and blocks in each of their suspensions.

    Code that can be suspended, which calls this function, runs the steps instead.
    """

    @functools.wraps(steps)
    def blocking(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        return drive(steps(*args, **kwargs))

    _steps[blocking] = steps
    return blocking


# --------------------------------------------------------------------------- what twins call


class Suspended:
    """The result of a call that may block: a generator that is to be run with `yield from`."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Steps[Any]) -> None:
        self._steps = steps

    def __iter__(self) -> Iterator[Suspension]:
        return self._steps


class _Done:
    """A result that is there: `yield from` gives it at once."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __iter__(self) -> _Done:
        return self

    def __next__(self) -> Suspension:
        raise StopIteration(self._value)


class _Planned:
    """A callable that gives `Suspended`."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Steps[Any]]) -> None:
        self._function = function

    def __call__(self, /, *args: Any, **kwargs: Any) -> Suspended:
        return Suspended(self._function(*args, **kwargs))


def plan(function: Callable[Parameters, object]) -> Callable[Parameters, object]:
    """`function`, or what gives `Suspended` when it is called with the same arguments."""
    steps = _steps_of(function)
    return function if steps is None else _Planned(steps)


def settle(result: object) -> Suspended | _Done:
    """What `yield from` turns into the result of a call."""
    return result if type(result) is Suspended else _Done(result)


def call(
    function: Callable[Parameters, Result],
    /,
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Steps[Result]:
    """`function(*args, **kwargs)` as steps."""
    return (yield from cast("Steps[Result]", settle(plan(function)(*args, **kwargs))))


def enter(manager: Any) -> Steps[Any]:
    """Enter a context manager. As in `with`, it must have both methods before either is called."""
    kind = cast("Any", type(manager))
    for name in ("__enter__", "__exit__"):
        if not hasattr(kind, name):
            with manager:  # raises what it raises
                pass
    return (yield from call(kind.__enter__, manager))


def leave(manager: Any, failed: bool) -> Steps[Any]:
    """Leave a context manager. `failed`: because of the exception that is being handled."""
    error = sys.exc_info() if failed else (None, None, None)
    return (yield from call(cast("Any", type(manager)).__exit__, manager, *error))


def collect(
    kind: Callable[[list[Any]], Any], elements: Iterable[Callable[[Any], Any]]
) -> Steps[Any]:
    """A list, set or dictionary of elements, each of which is computed in steps."""
    collected: list[Any] = []
    for element in elements:
        collected.append((yield from element(None)))  # noqa: PERF401  (it yields)
    return kind(collected)


def _steps_of(function: object) -> Callable[..., Steps[Any]] | None:
    """The steps of whatever can be called, if it has any."""
    if type(function) is FunctionType:
        return _steps.get(function) or _twin(function)
    if type(function) is MethodType:
        steps = _steps_of(function.__func__)
        return None if steps is None else partial(steps, function.__self__)
    if type(function) is partial:
        steps = _steps_of(function.func)
        return None if steps is None else partial(steps, *function.args, **function.keywords)
    if type(function) is BuiltinMethodType and type(function.__self__) is Context:
        return partial(_in_context, function.__self__) if function.__name__ == "run" else None
    method = getattr(type(function), "__call__", None)  # noqa: B004  (to read it)
    if type(method) is FunctionType:
        steps = _steps_of(method)
        return None if steps is None else partial(steps, function)
    return None


def _in_context(
    context: Context,
    function: Callable[Parameters, Result],
    /,
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Steps[Result]:
    """`Context.run` as steps: the context is entered for each step and left between them."""
    steps = call(function, *args, **kwargs)
    send: Callable[[], Suspension] = partial(next, steps)
    while True:
        try:
            suspension = context.run(send)
        except StopIteration as end:
            return cast("Result", end.value)
        try:
            yield suspension
        except BaseException as error:
            send = partial(steps.throw, error)
        else:
            send = partial(next, steps)


# ------------------------------------------------------------------------- twins of functions

# Names that no program can have. Twins find them among the builtins, in whatever module they are.
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

_twins: dict[CodeType, CodeType | None] = {}


def install() -> Callable[[], None]:
    """Let twins find what they call. Returns what undoes it."""
    builtins.__dict__.update(_CALLED)
    before = set(_steps)

    def undo() -> None:
        for function in set(_steps) - before:  # made for this simulation
            del _steps[function]
        for name in _CALLED:
            builtins.__dict__.pop(name, None)
        twins.forget_sources()
        for code in list(_twins):
            if not own.is_of_standard_library(code.co_filename):
                del _twins[code]

    return undo


def _twin(function: FunctionType) -> FunctionType | None:
    code = function.__code__
    if code not in _twins:
        with world().budget.aside():
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
    if own.is_of_standard_library(file):
        module = function.__globals__.get("__name__")
        if module == "asyncio.base_events":
            return function.__name__ in _OF_LOOPS
        return module in _LIBRARY
    return True
