"""Runs a program on a simulated clock: no waiting, no threads, the same timeline each time.

`simulation()` puts CPython's own event loop on the simulated clock, and simulated threads, locks,
processes and interpreters into `time`, `threading`, `asyncio` and `concurrent.futures` for as long
as it lasts. Works without threads and sockets, so in a browser too. What it cannot simulate raises
`NotSimulated` where it is met.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import asyncio.futures
import asyncio.runners
import concurrent.futures
import concurrent.futures.thread
import functools
import importlib
import itertools
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

from asyncio_timeline.simulation import limits, locks, pools, threads
from asyncio_timeline.simulation import world as schedules
from asyncio_timeline.simulation.clock import EPOCH
from asyncio_timeline.simulation.limits import Limits, NotSimulated, Stopped
from asyncio_timeline.simulation.loop import SimulatedEventLoop, TaskSet
from asyncio_timeline.simulation.refusals import refusals
from asyncio_timeline.simulation.suspending import suspendable
from asyncio_timeline.simulation.world import Actor, Observer, Schedule

__all__ = ["Limits", "NotSimulated", "Simulation", "Stopped", "simulation"]

CPUS = 4
"""Processors of the simulated machine."""


class Simulation:
    """A simulation. As a context manager, what runs inside is simulated."""

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008  (it is frozen)
        self._world = Schedule(limits)
        self._world.on_switch = self._enter_job_of
        self._undo = ExitStack()

    def clock(self) -> float:
        """Simulated seconds, to 0.1 ms: for a recorder."""
        return self._world.clock.shown()

    @property
    def stopped(self) -> Stopped | None:
        """The limit that was reached last."""
        return self._world.budget.stopped

    def record(self, recorder: Observer) -> None:
        """Tell `recorder` of jobs."""
        self._world.recorder = recorder

    def finish(self) -> None:
        """Wait for threads, as the interpreter does before it exits (`threading._shutdown`)."""
        if self.stopped is not None:
            return
        module: Any = concurrent.futures.thread
        module._shutdown = True
        try:
            waiting = list(module._threads_queues.items())
            for _, work in waiting:
                work.put(None)
            for thread, _ in waiting:
                thread.join()
        finally:
            module._shutdown = False
        threads.wait_for_all()

    def __enter__(self) -> Simulation:
        with ExitStack() as undo:
            undo.callback(schedules.begin(self._world))
            undo.callback(suspendable.install())
            for owner, name, value in _patches(self._world):
                undo.callback(_patch(owner, name, value))
            undo.callback(_forget_threads)
            undo.callback(threads.abandon_all)
            running_loop = asyncio.events._get_running_loop()
            asyncio.events._set_running_loop(None)
            undo.callback(asyncio.events._set_running_loop, running_loop)
            for stream in (sys.stdout, sys.stderr):
                undo.callback(_count_output(stream, self._world))
            undo.callback(limits.watch(self._world.budget))
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._undo.close()

    def _enter_job_of(self, actor: Actor) -> Callable[[], None]:
        """Tell the recorder where what follows happens. Returns what ends that."""
        if self._world.recorder is None:
            return _nothing
        return self._world.recorder.enter_job(-1 if actor.job is None else actor.job)


def _nothing() -> None:
    pass


@contextmanager
def simulation(
    recorder: Observer | None = None,
    *,
    limits: Limits = Limits(),  # noqa: B008
) -> Generator[Simulation]:
    """Simulate what runs inside, and tell `recorder`, if there is one, of jobs."""
    with Simulation(limits) as running:
        if recorder is not None:
            running.record(recorder)
        yield running


def _patch(owner: Any, name: str, value: Any) -> Callable[[], None]:
    missing = object()
    before = owner.__dict__.get(name, missing)
    setattr(owner, name, value)

    def undo() -> None:
        if before is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, before)

    return undo


def _count_output(stream: Any, world: Schedule) -> Callable[[], None]:
    if stream is None:
        return lambda: None
    write = stream.write

    def counted(text: str) -> int:
        world.budget.write(len(text))
        return int(write(text))

    try:
        return _patch(stream, "write", counted)
    except AttributeError:
        return lambda: None


def _patches(world: Schedule) -> Iterator[tuple[Any, str, Any]]:
    """What is replaced: where, its name, by what."""
    yield from _time(world)
    yield from _threading()
    yield from _asyncio()
    yield from _executors(world)
    yield from refusals(_imported("multiprocessing"))
    yield os, "cpu_count", lambda: CPUS
    if hasattr(os, "process_cpu_count"):
        yield os, "process_cpu_count", lambda: CPUS


def _time(world: Schedule) -> Iterator[tuple[Any, str, Any]]:
    read = world.read
    here = world.real_thread

    def simulated(name: str, shown: Callable[[], Any]) -> Callable[[], Any]:
        real = getattr(time, name)
        # Another real thread, of a test runner for example, has real time.
        return lambda: shown() if locks.real_get_ident() == here else real()

    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        if hasattr(time, name):
            yield time, name, simulated(name, read)
            yield time, f"{name}_ns", simulated(f"{name}_ns", lambda: int(read() * 1e9))
    yield time, "time", simulated("time", lambda: EPOCH + read())
    yield time, "time_ns", simulated("time_ns", lambda: int(EPOCH) * 10**9 + int(read() * 1e9))
    yield time, "sleep", locks.sleep
    for name in ("localtime", "gmtime", "ctime"):
        yield time, name, _of_now(getattr(time, name), time.time)
    # Names that were bound when these modules were imported.
    yield threading, "_time", time.monotonic
    yield queue, "time", time.monotonic


def _of_now(convert: Callable[[float], Any], now: Callable[[], float]) -> Callable[..., Any]:
    def of(seconds: float | None = None, /) -> Any:
        return convert(now() if seconds is None else seconds)

    return of


def _threading() -> Iterator[tuple[Any, str, Any]]:
    for name, method in threads.METHODS.items():
        yield threading.Thread, name, method
    for name in ("Lock", "_allocate_lock"):
        yield threading, name, locks.Lock
    yield threading, "RLock", locks.RLock
    yield threading, "get_ident", threads.get_ident
    yield threading, "get_native_id", threads.get_ident
    yield threading, "_start_new_thread", threads.start_new_thread
    yield threading, "_counter", itertools.count(1).__next__
    yield queue, "SimpleQueue", vars(queue)["_PySimpleQueue"]


def _asyncio() -> Iterator[tuple[Any, str, Any]]:
    for name in ("SelectorEventLoop", "EventLoop"):
        if hasattr(asyncio, name):
            yield asyncio, name, SimulatedEventLoop
    # Pyodide replaces it.
    yield asyncio, "run", asyncio.runners.run
    all_tasks = asyncio.tasks.all_tasks

    @functools.wraps(all_tasks)
    def tasks_in_order(loop: Any = None) -> Any:
        return TaskSet(all_tasks(loop))

    for owner in (asyncio, asyncio.tasks):
        yield owner, "all_tasks", tasks_in_order
    for module in (asyncio.tasks, asyncio.taskgroups):
        yield module, "set", TaskSet
    if sys.version_info >= (3, 13):
        yield asyncio, "as_completed", _as_completed
    events: Any = asyncio.events
    base = getattr(events, "_BaseDefaultEventLoopPolicy", None) or getattr(
        events, "BaseDefaultEventLoopPolicy", None
    )
    if base is None:
        for module in (asyncio, asyncio.events):
            yield module, "new_event_loop", SimulatedEventLoop
    else:
        # What `get_event_loop` does without a running loop differs by version and is the policy's.
        policy = type("_SimulatedPolicy", (base,), {"_loop_factory": SimulatedEventLoop})
        yield events, "_event_loop_policy", policy()


def _as_completed(fs: Any, *, timeout: float | None = None) -> Any:
    """As asyncio's, which takes coroutines from a set: in the order of their addresses.

    Here they become tasks in the order given, so that each run is the same.
    """
    as_completed: Callable[..., Any] = asyncio.tasks.as_completed
    refused = asyncio.isfuture(fs) or asyncio.iscoroutine(fs) or not hasattr(fs, "__iter__")
    if refused or asyncio.events._get_running_loop() is None:
        return as_completed(fs, timeout=timeout)
    given: Any = fs
    tasks = [asyncio.ensure_future(future) for future in dict.fromkeys(given)]
    return as_completed(tasks, timeout=timeout)


def _executors(world: Schedule) -> Iterator[tuple[Any, str, Any]]:
    pool: Any = concurrent.futures.thread.ThreadPoolExecutor
    submit = pool.submit

    @functools.wraps(submit)
    def submit_job(self: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        job = threads.Job(fn, args, "thread")
        future = submit(self, job, *args, **kwargs)
        job.link(future)
        return future

    @suspendable.suspends(submit_job)
    def submit_job_later(self: Any, fn: Any, /, *args: Any, **kwargs: Any) -> schedules.Steps[Any]:
        job = threads.Job(fn, args, "thread")
        future = yield from suspendable.call(submit, self, job, *args, **kwargs)
        job.link(future)
        return future

    # Held while a new worker begins its first job, which may submit another one.
    yield concurrent.futures.thread, "_global_shutdown_lock", locks.Lock()
    yield pool, "submit", submit_job
    yield pool, "_counter", itertools.count().__next__
    yield from _futures(world)
    process = _module_of_processes()
    for module in (process, concurrent.futures):
        yield module, "ProcessPoolExecutor", pools.ProcessPoolExecutor
    if sys.version_info >= (3, 14):
        yield concurrent.futures, "InterpreterPoolExecutor", pools.InterpreterPoolExecutor
        interpreter = _imported("concurrent.futures.interpreter")
        if interpreter is not None:
            yield interpreter, "InterpreterPoolExecutor", pools.InterpreterPoolExecutor
    yield os, "getpid", pools.getpid
    yield os, "_exit", pools.exit_now


def _futures(world: Schedule) -> Iterator[tuple[Any, str, Any]]:
    base: Any = concurrent.futures.Future
    set_exception, cancel = base.set_exception, base.cancel
    wrap_future = asyncio.futures.wrap_future

    @functools.wraps(set_exception)
    def set_clean_exception(self: Any, exception: Any) -> None:
        if exception is not None:
            suspendable.without_own_frames(exception)
        set_exception(self, exception)

    @functools.wraps(cancel)
    def cancel_job(self: Any) -> bool:
        cancelled: bool = cancel(self)
        if cancelled and world.recorder is not None:
            world.recorder.job_ended(world.recorder.job_of(self), "cancelled")
        return cancelled

    @functools.wraps(wrap_future)
    def wrap_job(future: Any, *, loop: Any = None) -> Any:
        wrapped = wrap_future(future, loop=loop)
        if world.recorder is not None:
            world.recorder.link_future(world.recorder.job_of(future), wrapped)
        return wrapped

    yield base, "set_exception", set_clean_exception
    yield base, "cancel", cancel_job
    for module in (asyncio, asyncio.futures):
        yield module, "wrap_future", wrap_job


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except (ImportError, NotImplementedError):
        return None


def _module_of_processes() -> Any:
    """`concurrent.futures.process`; where it cannot be imported, one with what programs name."""
    module = _imported("concurrent.futures.process")
    if module is None:
        module = ModuleType("concurrent.futures.process")
        vars(module)["BrokenProcessPool"] = pools.BrokenProcessPool
        sys.modules[module.__name__] = module
    return module


def _forget_threads() -> None:
    """At its own exit the interpreter is not to wait for simulated threads."""
    queues: Any = vars(concurrent.futures.thread)["_threads_queues"]
    for thread in list(queues):
        if hasattr(thread, "_lane"):
            del queues[thread]
    active: dict[int, Any] = vars(threading)["_active"]
    for ident, thread in list(active.items()):
        if hasattr(thread, "_lane"):
            del active[ident]
