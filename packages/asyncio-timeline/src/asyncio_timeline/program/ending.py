"""Plays the end of the interpreter, so that it is a part of the recording.

In the order of CPython's Python/pylifecycle.c, Py_FinalizeEx: threads are joined, `atexit`
functions run, streams are flushed, the variables of the script are dropped and collected. There
"never retrieved", "never awaited" and "destroyed but pending" come out.
"""

from __future__ import annotations

import ast
import atexit
import gc
import sys
import threading
import traceback
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any, cast

from asyncio_timeline.program import frames
from asyncio_timeline.program.main_module import NAMES

_MUCH_GARBAGE = 100_000
"""Objects that the collector counts (`gc.set_threshold`)."""


@contextmanager
def exit_functions() -> Generator[list[Callable[[], object]], None, None]:
    """`atexit.register` collects, so that the functions can run inside of the recording."""
    collected: list[Callable[[], object]] = []
    owners: list[object] = []
    register, unregister = atexit.register, atexit.unregister

    def collect(function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not callable(function):
            return register(function)  # raises what it raises
        collected.append(partial(function, *args, **kwargs))
        owners.append(function)
        return function

    def drop(function: Any, /) -> None:
        for place in range(len(owners) - 1, -1, -1):
            if owners[place] == function:
                del owners[place], collected[place]
        unregister(function)

    atexit.register, atexit.unregister = collect, drop
    try:
        yield collected
    finally:
        atexit.register, atexit.unregister = register, unregister


def end_threads() -> None:
    """What `threading._shutdown` does, but so that this process can start threads again."""
    for function in reversed(cast("list[Callable[[], object]]", threading._threading_atexits)):  # type: ignore[attr-defined]
        function()
    for name, flag in (("thread", "_shutdown"), ("process", "_global_shutdown")):
        module = sys.modules.get(f"concurrent.futures.{name}")
        if module is not None:
            setattr(module, flag, False)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def call_in_turn(functions: list[Callable[[], object]]) -> None:
    """Call the functions that were registered with `atexit`, the last one first."""
    while functions:
        try:
            functions.pop()()
        except Exception as error:
            error.__traceback__ = frames.without_own(error.__traceback__)
            print("Exception ignored in atexit callback:", file=sys.stderr)
            traceback.print_exception(error)


def flush() -> None:
    """What is printed is on its way before what follows."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # pyright: ignore[reportUnnecessaryComparison]
            stream.flush()


def drop_the_script() -> None:
    """Let go of the script's module, as Python does at its end, and collect what it leaves.

    CPython's Python/pylifecycle.c, finalize_modules, runs without the module `warnings`: a warning
    that comes of it has no hints.
    """
    main = weakref.ref(sys.modules["__main__"])
    warnings = sys.modules["warnings"]
    sys.modules["warnings"] = ModuleType("warnings")
    for each in NAMES:
        if sys.modules.get(each) is main():
            sys.modules[each] = ModuleType(each)
    forgets = (
        f"forget({name!r}, None); "
        for name in ("last_type", "last_value", "last_traceback", "last_exc")
    )
    try:
        _without_a_frame("".join(forgets) + "collect()", forget=sys.__dict__.pop)
        survivor = main()
        if survivor is not None:
            names = survivor.__dict__
            del survivor
            _without_a_frame("clear(); collect()", clear=names.clear)
    finally:
        sys.modules["warnings"] = warnings


def _without_a_frame(source: str, **names: object) -> None:
    """Run `source`, calls of C functions, where a warning has no place, as if no frame were there.

    That is what Python/_warnings.c, setup_context, makes of a missing frame.
    """
    name, line = ("sys", 1) if sys.version_info < (3, 13) else ("<sys>", 0)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.stmt, ast.expr)):
            node.lineno = node.end_lineno = line
    exec(compile(tree, name, "exec"), {"__name__": "sys", "collect": gc.collect, **names})


@contextmanager
def collected_when_asked() -> Generator[None, None, None]:
    """Garbage is collected when the program says so, and by itself only if there is much of it.

    Whether the collector has already seen an object decides whether a forgotten task is finalized
    before or after its coroutine, so what is said of the task would differ from run to run.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.set_threshold(_MUCH_GARBAGE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
