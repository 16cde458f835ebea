"""The processes and interpreters of a simulation: each is a thread with variables of its own.

A worker runs the script again, as a new process does; where processes are forked it gets a copy of
the variables. Whatever is sent to it or comes back is pickled, so what cannot be sent fails as it
does in reality.
"""

from __future__ import annotations

import copy
import io
import linecache
import os
import pickle
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any, cast

from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import Actor, World, world
from asyncio_timeline.timeline import LaneKind

CPUS = 4
"""Processors of the simulated machine."""

PID = 4_000
"""The process id of the program; workers have the next ones."""


def patches(_: World) -> Iterator[Patch]:
    """What `os` tells a process about itself and its machine."""
    yield Patch(os, "getpid", getpid)
    yield Patch(os, "getppid", getppid)
    yield Patch(os, "_exit", exit_now)
    yield Patch(os, "times", _times)
    if hasattr(os, "sched_getaffinity"):
        yield Patch(os, "sched_getaffinity", _affinity)
    for name in ("cpu_count", "process_cpu_count"):
        if hasattr(os, name):
            yield Patch(os, name, lambda: CPUS)


class Died(BaseException):
    """A worker process ended in the middle of a job."""


class Worker:
    """A process or an interpreter: its number and its own variables of the main module."""

    def __init__(self, kind: LaneKind, number: int, method: str) -> None:
        self.kind: LaneKind = kind
        self.number, self.method = number, method
        self.pid = PID if kind == "interpreter" else PID + number
        self.main: ModuleType | None = None
        self.imports_main = False

    def load(self, data: bytes) -> Any:
        """Unpickle with this worker's variables."""
        return _Unpickler(io.BytesIO(data), self._main_module()).load()

    def dump(self, value: object) -> bytes:
        """Pickle what this worker made."""
        return pickled(value, self.main)

    def _main_module(self) -> ModuleType:
        if self.main is None:
            theirs = sys.modules["__main__"]
            if self.method == "fork":
                self.main = _forked(theirs)
            else:
                self.imports_main = True
                try:
                    self.main = _run_again(theirs, self.kind)
                finally:
                    self.imports_main = False
        return self.main


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, main: ModuleType) -> None:
        super().__init__(file)
        self._main = main

    def find_class(self, module: str, name: str, /) -> Any:
        """Names of the main module are those of the worker's own."""
        if module not in {"__main__", "__mp_main__"}:
            return super().find_class(module, name)
        found: Any = self._main
        for part in name.split("."):
            try:
                found = getattr(found, part)
            except AttributeError:
                raise AttributeError(f"Can't get attribute {name!r} on {self._main!r}") from None
        return found


def pickled(value: object, main: ModuleType | None = None) -> bytes:
    if main is None:
        return pickle.dumps(value)
    names = ("__main__", "__mp_main__")
    before = {name: sys.modules.get(name) for name in names}
    sys.modules.update(dict.fromkeys(names, main))
    try:
        return pickle.dumps(value)
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _forked(theirs: ModuleType) -> ModuleType:
    """A copy of a module: functions see the copy, values are copied if they can be."""
    mine = ModuleType(theirs.__name__)
    for name, value in list(vars(theirs).items()):
        copied: Any = value
        if isinstance(value, FunctionType) and value.__globals__ is vars(theirs):
            code, rest = value.__code__, (value.__name__, value.__defaults__, value.__closure__)
            same = FunctionType(code, vars(mine), *rest)
            same.__kwdefaults__, same.__qualname__ = value.__kwdefaults__, value.__qualname__
            copied = same
        elif isinstance(value, (list, dict, set, bytearray)) and name != "__builtins__":
            try:
                copied = copy.deepcopy(cast("Any", value))
            except Exception:
                copied = copy.copy(cast("Any", value))
        vars(mine)[name] = copied
    return mine


def _run_again(theirs: ModuleType, kind: LaneKind) -> ModuleType:
    """The script as a worker imports it: not under its main guard."""
    mine = ModuleType("__mp_main__" if kind == "process" else "<fake __main__>")
    file = getattr(theirs, "__file__", None)
    if file is None:
        return _forked(theirs)
    vars(mine)["__file__"] = file
    source = "".join(linecache.getlines(file))
    exec(compile(source, file, "exec", dont_inherit=True), vars(mine))
    if kind == "interpreter":
        mine.__name__ = "__main__"
    return mine


def worker_of(actor: Actor) -> Worker | None:
    """The process or interpreter that a thread stands for."""
    return actor.worker if isinstance(actor.worker, Worker) else None


def getpid() -> int:
    """`os.getpid`."""
    worker = worker_of(world().current)
    return PID if worker is None else worker.pid


def getppid() -> int:
    """`os.getppid`."""
    worker = worker_of(world().current)
    return PID - 1 if worker is None or worker.kind == "interpreter" else PID


def _times() -> os.times_result:
    now = world().read()
    return os.times_result((now, 0.0, 0.0, 0.0, now))


def _affinity(pid: int) -> set[int]:
    if pid not in (0, getpid()):
        raise world().refuse("processes of the operating system (os.sched_getaffinity)")
    return set(range(CPUS))


_real_exit = os._exit


def exit_now(status: int) -> None:
    """`os._exit`: ends a worker process of a pool, or the program."""
    worker = worker_of(world().current)
    if worker is not None and worker.kind == "process":
        raise Died
    _real_exit(status)
