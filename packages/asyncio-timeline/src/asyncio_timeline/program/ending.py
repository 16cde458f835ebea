"""Plays the end of the interpreter, so that it is a part of the recording.

In the order of CPython's Python/pylifecycle.c, Py_FinalizeEx:

1. threads are joined, and no executor takes jobs any more      `end_threads`
2. exit functions run                                           `exit_functions`
3. streams are flushed                                          `flush`
4. garbage is collected while the script is whole, then its     `drop_the_script`
   variables go. There "never retrieved", "never awaited" and
   "destroyed but pending" come out

What is played is undone afterwards: this process goes on, to write the timeline.
"""

from __future__ import annotations

import ast
import collections
import concurrent.futures
import gc
import itertools
import os
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from asyncio_timeline.program.exit_functions import show_ignored
from asyncio_timeline.program.main_module import NAMES

_MUCH_GARBAGE = 100_000
"""Objects that the collector counts (`gc.set_threshold`)."""

# Python/pylifecycle.c, sys_deletes: what goes, and what an uncaught exception has left.
_DELETED_OF_SYS = (
    *("path", "argv", "ps1", "ps2", "path_importer_cache", "meta_path", "path_hooks"),
    "__interactivehook__",
)
_OURS = ("asyncio_timeline",)
_LAST = ("last_exc", "last_type", "last_value", "last_traceback")


_threading: Any = threading


@contextmanager
def ended_threads() -> Generator[Callable[[], None], None, None]:
    """Gives a function that waits for threads as the interpreter does, by `threading._shutdown`.

    From then on, until exit, jobs and exit functions for threads are refused, and on Python 3.12
    each new thread: there the interpreter refuses as soon as it begins to end.
    """
    undo: list[Callable[[], None]] = []

    def end() -> None:
        undo.extend(_refuse_jobs())
        undo.append(_main_thread_is_done())
        failed = False
        try:
            _threading._shutdown()
        except BaseException as error:  # Ctrl-C, or a function of `threading._register_atexit`
            failed = True
            if sys.version_info < (3, 13):
                show_ignored(error, None, threading)
            else:
                show_ignored(error, "Exception ignored on threading shutdown")
        waiting = failed or any(_is_waited_for(each) for each in threading.enumerate())
        if waiting and sys.version_info < (3, 15):  # newer ones would turn in circles
            # Plainly the end is over: Ctrl-C has ended the waiting. Do not begin anew.
            _threading._shutdown = _nothing

    try:
        yield end
    finally:
        for each in reversed(undo):
            each()


def _nothing() -> None:
    """Stands in for what has been done."""


def _is_waited_for(thread: threading.Thread) -> bool:
    return not thread.daemon and thread is not threading.current_thread()


def _main_thread_is_done() -> Callable[[], None]:
    """Let `_shutdown` mark the main thread as done. Returns what makes that undone."""
    main: Any = threading.main_thread()
    if sys.version_info >= (3, 13):
        name = "_handle" if sys.version_info < (3, 14) else "_os_thread_handle"
        return _set(main, name, _threading._make_thread_handle(main.ident))
    lock = main._tstate_lock

    def undo() -> None:
        main._is_stopped, main._tstate_lock = False, lock
        lock.acquire(blocking=False)

    return undo


def _refuse_jobs() -> Generator[Callable[[], None], None, None]:
    yield _set(_threading, "_SHUTTING_DOWN", _threading._SHUTTING_DOWN)
    if sys.version_info[:2] == (3, 12):
        yield _set(_threading, "_start_new_thread", _refuse_thread)
    thread, process = (
        sys.modules.get(f"concurrent.futures.{name}") for name in ("thread", "process")
    )
    # The recorder has imported them in any case. Plainly, a script that comes to them only now
    # fails as it imports them.
    for module, name in ((thread, "ThreadPoolExecutor"), (process, "ProcessPoolExecutor")):
        if module is not None:
            if _was_used(name):
                yield _set(module, "_shutdown" if module is thread else "_global_shutdown", False)
            else:
                yield _hide(module)


def _was_used(name: str) -> bool:
    """Whether `concurrent.futures` has been asked for this name, which it imports lazily."""
    value = _names_of(concurrent.futures).get(name)
    return isinstance(value, type)


def _hide(module: ModuleType) -> Callable[[], None]:
    name = module.__name__
    short = name.rpartition(".")[2]
    del sys.modules[name]
    _names_of(concurrent.futures).pop(short, None)

    def undo() -> None:
        sys.modules[name] = module
        setattr(concurrent.futures, short, module)

    return undo


def _refuse_thread(*parameters: object, **options: object) -> None:
    raise RuntimeError("can't create new thread at interpreter shutdown")


def _set(owner: Any, name: str, value: object) -> Callable[[], None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    return lambda: setattr(owner, name, before)


@contextmanager
def uninterrupted() -> Generator[Callable[[], None], None, None]:
    """Gives a function that has Ctrl-C wait until exit: by then a plain process has ended."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)

    def hold_up() -> None:
        if main:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    try:
        yield hold_up
    finally:
        if main and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, before)


def drop_in_silence(before: Collection[str], errors: Iterable[BaseException | None]) -> None:
    """Let go of a script that is not recorded, and of the frames that its `errors` passed.

    Nobody asked for what it left undone, so nothing is said of that.
    """
    usual = sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        _names_of(sys).update({"__stdout__": nowhere, "__stderr__": nowhere})
        for error in errors:
            if error is not None:
                error.__traceback__ = error.__context__ = None
        drop_the_script(before)
    sys.stdout, sys.stderr = usual[:2]
    _names_of(sys).update({"__stdout__": usual[2], "__stderr__": usual[3]})


def _names_of(module: ModuleType) -> dict[str, Any]:
    """What a module holds, to be changed; `vars` promises a view of it."""
    return module.__dict__


def flush() -> None:
    """Write what is printed. If that fails, Python says so itself when this process ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # None, closed, a broken pipe, or a stream of the script's own
            continue


def drop_the_script(before: Collection[str]) -> None:
    """Let go of the script's module, as Python does at its end, and collect what it leaves.

    Modules that it imported go with it, if they are neither Python's nor among those `before`.

    As finalize_modules (Python/pylifecycle.c) does, `sys` loses what makes imports work, so that a
    finalizer that imports something fails. A module that survives, as something outside still
    refers to a function of it, has its names set to None. Warnings have no hints, as C does not
    look for the module `warnings` any more (Python/_warnings.c, get_warnings_attr).
    """

    def stays(name: str) -> bool:
        return name not in NAMES and (
            name in before or name.partition(".")[0] in (*sys.stdlib_module_names, *_OURS)
        )

    main = weakref.ref(sys.modules["__main__"])
    modules = {name: module for name, module in sys.modules.items() if stays(name)}
    of_sys = {name: _names_of(sys).get(name) for name in _DELETED_OF_SYS if hasattr(sys, name)}
    for name in _LAST:
        of_sys.pop(name, None)
    streams = sys.stdin, sys.stdout, sys.stderr
    try:
        sys.modules["warnings"] = ModuleType("warnings")
        _without_a_frame("collect()", collect=gc.collect)
        _forget(_names_of(sys), [*_LAST, *of_sys])
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        _without_a_frame("drop(); collect()", drop=sys.modules.clear, collect=gc.collect)
        survivor = main()
        if survivor is not None:
            _clear(survivor.__dict__)
    finally:
        sys.modules.update(modules)
        _names_of(sys).update(of_sys)
        for name in _LAST:
            _names_of(sys).pop(name, None)
        sys.stdin, sys.stdout, sys.stderr = streams


def _clear(names: dict[str, Any]) -> None:
    """As CPython's Objects/moduleobject.c, _PyModule_ClearDict."""
    first = [name for name in names if name[:1] == "_" and name[1:2] != "_"]
    then = [name for name in names if name not in first and name != "__builtins__"]
    _forget(names, [*first, *then])
    _without_a_frame("collect()", collect=gc.collect)


def _forget(names: dict[str, Any], which: list[str]) -> None:
    """Set them to None, one after the other."""
    _without_a_frame(
        "exhaust(map(forget, which, values))",
        exhaust=collections.deque[object](maxlen=0).extend,
        map=map,
        forget=names.__setitem__,
        which=which,
        values=itertools.repeat(None),
    )


def _without_a_frame(source: str, **names: object) -> None:
    """Run `source`, calls of C functions, where a warning has no place, as if no frame were there.

    That is what Python/_warnings.c, setup_context, makes of a missing frame.
    """
    name, line = ("sys", 1) if sys.version_info < (3, 13) else ("<sys>", 0)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.stmt, ast.expr)):
            node.lineno = node.end_lineno = line
    exec(compile(tree, name, "exec"), {"__name__": "sys", **names})


def let_the_module_age() -> None:
    """Make the script's module an old object in the eyes of the garbage collector.

    Plainly it is older than `asyncio`, whose import makes the collector run. On its generation
    depends in which order the collector visits, and later finalizes, what the module holds. Since
    Python 3.13 that import makes the collector run so seldom that the order is chance: plainly
    3.13.0 has another one with the option -S, and 3.13.18 another one with -O.
    """
    if sys.version_info < (3, 13):
        gc.collect(1)


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
