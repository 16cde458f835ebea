"""What a suspended task waits for, read from its coroutine without touching it.

Frames and their variables are read through `gc.get_referents`, not `frame.f_locals`: up to Python
3.12 the latter leaves a dictionary behind that keeps the program's objects alive.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import AsyncGeneratorType, CodeType, CoroutineType, FunctionType, GeneratorType
from typing import Any, cast

from asyncio_timeline.recording.sources import Sources, written
from asyncio_timeline.recording.tasks import KINDS, coroutine_of
from asyncio_timeline.recording.values import is_a, own_name, plain_attribute
from asyncio_timeline.timeline import Wait

_LIBRARY = asyncio.tasks.__file__.rpartition("tasks")[0]
# Not `__file__`, which names the bytecode where there is no source.
_TASK_GROUPS = asyncio.TaskGroup.__aexit__.__code__.co_filename
_DEEPEST = 200

# The word for a wait in one of asyncio's own coroutines, where it is not the coroutine's name;
# None: take the word of the next one further in.
_WORDS: dict[str, str | None] = {
    "TaskGroup.__aexit__": "TaskGroup",
    "_ContextManagerMixin.__aenter__": None,
    "__sleep0": "sleep(0)",
    "as_completed.<locals>._wait_for_one": "as_completed",
    "_AsCompletedIterator.__anext__": "as_completed",
    "_AsCompletedIterator._wait_for_one": "as_completed",
    "to_thread": "executor job",
}


@dataclass(frozen=True)
class Known:
    """What the recorder knows of the objects that a task may wait for.

    files    of the program itself
    task     gives the id of a task
    job      gives the index of the job whose result a future will have
    until    gives the time at which a timer completes a future, in seconds
    timeout  gives the time at which `asyncio.timeout` cancels a task, in seconds

    Each of them returns None for what the recorder does not know.
    """

    sources: Sources
    task: Callable[[object], int | None]
    job: Callable[[object], int | None]
    until: Callable[[object], float | None]
    timeout: Callable[[object], float | None]


@dataclass(frozen=True)
class _Level:
    """A suspended task is a chain of coroutines and generators; this is one of them."""

    awaitable: object
    code: CodeType
    line: int | None

    @property
    def word(self) -> str | None:
        return _WORDS.get(self.code.co_qualname, own_name(self.code.co_qualname))


def wait_of(task: asyncio.Task[Any], known: Known) -> Wait:
    """What `task`, which has just suspended, waits for. It must not be done."""
    levels = list(_levels(coroutine_of(task)))
    own = [
        place for place, level in enumerate(levels) if level.code.co_filename in known.sources.files
    ]
    last = own[-1] if own else -1
    inner = levels[last + 1 :]
    waiter: object = plain_attribute(task, "_fut_waiter")
    words = [level.word for level in inner if level.code.co_filename.startswith(_LIBRARY)]
    words = words or [level.word for level in inner]
    what = next((word for word in words if word), None)
    tasks = _ids(_awaited(inner, waiter), known)
    job = known.job(waiter)
    until = known.until(waiter)
    if job is not None:
        what = "executor job"
    elif waiter is None:
        what = "sleep(0)"
    elif what is None:
        what = _word_of(waiter)
    if until is None and what != "sleep":
        until = known.timeout(task)
    spot = None
    if own and levels[last].line is not None:
        spot = known.sources.spot(levels[last].code, cast("int", levels[last].line))
    return Wait(
        what=what,
        **written(spot),
        function=own_name(levels[last].code.co_qualname) if own else None,
        tasks=tasks,
        job=job,
        until=until,
    )


def _word_of(waiter: object) -> str:
    if is_a(waiter, *KINDS):
        return "task"
    if plain_attribute(waiter, "_children") is not None:
        return "gather"
    return "future" if _shielded(waiter) is None else "shield"


def _awaited(inner: list[_Level], waiter: object) -> Iterable[object]:
    """The tasks that a wait is for, as far as they can be found; and perhaps other things."""
    for level in inner:
        if level.code.co_filename != _TASK_GROUPS:
            continue
        for thing in gc.get_referents(level.awaitable):
            if isinstance(thing, asyncio.TaskGroup):
                return list(cast("set[object]", getattr(thing, "_tasks", ())))
    for level in inner:
        if level.code.co_qualname == "_wait" and level.code.co_filename.startswith(_LIBRARY):
            for thing in gc.get_referents(level.awaitable):
                if isinstance(thing, (set, list, tuple)):
                    return list(cast("Iterable[object]", thing))
    children = plain_attribute(waiter, "_children")
    if children is not None:
        return list(children)
    shielded = _shielded(waiter)
    if shielded is not None:
        return [shielded]
    if inner and inner[0].code.co_qualname == "wait_for":
        # Up to 3.11, `wait_for` makes a task and then waits for a future of its own.
        return [waiter, *gc.get_referents(inner[0].awaitable)]
    return [waiter]


def _shielded(waiter: object) -> object | None:
    """What `asyncio.shield` protects, if `waiter` is the future that it returned."""
    for callback in (*_callbacks(waiter), *_called_soon(waiter)):
        if (
            isinstance(callback, FunctionType)
            and callback.__qualname__ == "shield.<locals>._outer_done_callback"
            and callback.__closure__
        ):
            cells = dict(zip(callback.__code__.co_freevars, callback.__closure__, strict=True))
            return cast("object", cells["inner"].cell_contents)
    return None


def _callbacks(waiter: object) -> Iterator[object]:
    for entry in cast("list[Any]", plain_attribute(waiter, "_callbacks") or ()):
        yield cast("Any", entry)[0] if isinstance(entry, tuple) else entry


def _called_soon(waiter: object) -> Iterator[object]:
    """The callbacks of a future that was cancelled at once, by a task that begins to wait for it.

    They lie among those that the loop will call (asyncio/futures.py, `__schedule_callbacks`).
    """
    if plain_attribute(waiter, "_state") != "CANCELLED":
        return
    loop = plain_attribute(waiter, "_loop")
    # In one go: another thread may append to it.
    for handle in tuple(cast("Iterable[object]", plain_attribute(loop, "_ready") or ())):
        args = cast("tuple[object, ...]", plain_attribute(handle, "_args") or ())
        if args and args[0] is waiter:
            yield plain_attribute(handle, "_callback")


def _ids(things: Iterable[object], known: Known) -> tuple[int, ...]:
    return tuple(sorted({found for thing in things if (found := known.task(thing)) is not None}))


def _levels(awaitable: object) -> Iterator[_Level]:
    """The coroutines and generators from the outermost to the one that is suspended."""
    current: object = awaitable
    for _ in range(_DEEPEST):
        if isinstance(current, CoroutineType):
            frame, code, then = current.cr_frame, current.cr_code, current.cr_await
        elif isinstance(current, AsyncGeneratorType):
            frame, code, then = current.ag_frame, current.ag_code, current.ag_await
        elif isinstance(current, GeneratorType):
            frame, code = current.gi_frame, current.gi_code
            then = cast("object", current.gi_yieldfrom)
        else:
            current = _wrapped(current)
            if current is None:
                return
            continue
        yield _Level(cast("object", current), code, frame.f_lineno if frame is not None else None)
        current = cast("object", then)


def _wrapped(thing: object) -> object | None:
    """The coroutine or async generator inside of `agen.asend()`, `coroutine.__await__()` etc."""
    if type(thing).__name__ not in (
        "async_generator_asend",
        "async_generator_athrow",
        "anext_awaitable",
        "coroutine_wrapper",
    ):
        return None
    for each in gc.get_referents(thing):
        if isinstance(each, (CoroutineType, AsyncGeneratorType)) or _wrapped(each) is not None:
            return cast("object", each)
    return None
