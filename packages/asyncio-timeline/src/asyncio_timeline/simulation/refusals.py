"""Refuses what reaches the operating system, or real time, behind the simulation's back.

It takes two nets, because neither catches everything:

    functions  of the modules in `inventory` are replaced, unless they are simulated or harmless
    events     of `sys.audit` tell of what C code does for objects that cannot be replaced, and for
               names that a program bound before the simulation began

Only the simulated program is refused anything. Other real threads, such as those of a test runner,
call the real functions.
"""

from __future__ import annotations

import functools
import importlib
import subprocess
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, FrameType
from typing import Any

from asyncio_timeline.simulation.inventory import EVENTS, HARMLESS_EVENTS, LISTED, WRAPPERS
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import World, active, is_simulated, world


def patches(_: World) -> Iterator[Patch]:
    """Each of them raises `NotSimulated` when the program calls it."""
    _listen()
    for module, names in WRAPPERS.items():
        owner = importlib.import_module(module)
        for what, several in names.items():
            for name in several.split():
                if hasattr(owner, name):
                    yield _refused(owner, name, what, module)
    for name in LISTED:
        yield from _refused_in(name)
    yield Patch(subprocess.Popen, "__init__", _refusal("subprocesses (subprocess.Popen)"))
    try:
        from multiprocessing.process import BaseProcess
    except ImportError:  # in a browser
        pass
    else:
        instead = "use concurrent.futures.ProcessPoolExecutor"
        refusal = _refusal("multiprocessing.Process", BaseProcess.start, instead=instead)
        yield Patch(BaseProcess, "start", refusal)
    if sys.stdin is not None and sys.stdin.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        yield Patch(sys, "stdin", _Terminal())


def _refused_in(name: str) -> Iterator[Patch]:
    """What is refused of a module that holds C code."""
    try:
        module = importlib.import_module(name)
    except ImportError:  # of another system, or another Python
        return
    listed = LISTED[name]
    for attribute, value in list(vars(module).items()):
        # Exceptions and plain values reach nothing.
        is_class = isinstance(value, type) and not issubclass(value, BaseException)
        if is_class or isinstance(value, BuiltinFunctionType):
            what = listed.rule(attribute)
            if what is not None:
                yield _refused(module, attribute, what, listed.shown)


def _refused(owner: Any, name: str, what: str, shown: str) -> Patch:
    return Patch(owner, name, _refusal(f"{what} ({shown}.{name})", getattr(owner, name)))


def _refusal(what: str, real: Any = None, **instead: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        if real is not None and not is_simulated():
            return real(*args, **kwargs)
        raise world().refuse(what, **instead)

    return functools.wraps(real)(refuse) if callable(real) else refuse


class _Terminal:
    """`sys.stdin` when a person types it: a simulated clock waits for nobody."""

    encoding, errors, newlines = "utf-8", "strict", None

    def isatty(self) -> bool:
        """Whether it is one."""
        return True

    def __getattr__(self, name: str) -> Any:
        raise world().refuse(f"input from a terminal (sys.stdin.{name})")

    def __iter__(self) -> Iterator[str]:
        raise world().refuse("input from a terminal (sys.stdin)")


# ------------------------------------------------------------------------------ audit events

_PROCESS_FILES = ("/proc/", "/dev/tty")
_prefixes = tuple(event for event in EVENTS if event.endswith("."))


@functools.cache
def _listen() -> None:
    """Hear audit events. Such a hook cannot be removed, so one serves all simulations."""
    sys.addaudithook(_heard)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    here = active()
    if here is None or not here.is_running:
        return
    what = EVENTS.get(event)
    if what is None:
        if event == "open":
            if type(args[0]) is not str or not args[0].startswith(_PROCESS_FILES):
                return
            what, event = "files that tell of real processes", args[0]
        elif event.startswith(_prefixes) and event not in HARMLESS_EVENTS:
            what = next(EVENTS[each] for each in _prefixes if event.startswith(each))
        else:
            return
    if not is_simulated() or (event == "ctypes.dlopen" and _is_imported("ctypes")):
        return
    if event == "socket.__new__":
        event = "socket.socket"
    raise here.refuse(f"{what} ({event})")


def _is_imported(module: str) -> bool:
    """Whether the module itself is what calls, while it is imported."""
    frame: FrameType | None = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
    while frame is not None and frame.f_globals.get("__name__") == module:
        if frame.f_code.co_name == "<module>":
            return True
        frame = frame.f_back
    return False
