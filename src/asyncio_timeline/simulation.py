"""Runs a program on a simulated clock: no waiting, no threads, the same timeline each time.

`simulation()` puts CPython's own event loop on the simulated clock, and simulated threads, locks,
processes and interpreters into `time`, `threading`, `asyncio` and `concurrent.futures` for as long
as it lasts. Works without threads and sockets, so in a browser too. What it cannot simulate raises
`NotSimulated` where it is met.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import asyncio.runners
import concurrent.futures
import concurrent.futures._base
import concurrent.futures.thread
import itertools
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from asyncio_timeline import limits as budgets
from asyncio_timeline import schedule as schedules
from asyncio_timeline import simulated_locks as locks
from asyncio_timeline import simulated_threads as threads
from asyncio_timeline import suspendable
from asyncio_timeline.clock import EPOCH
from asyncio_timeline.limits import Limits, NotSimulated, Stopped
from asyncio_timeline.schedule import Actor, Schedule
from asyncio_timeline.simulated_loop import SimulatedEventLoop

__all__ = ["Limits", "NotSimulated", "Simulation", "Stopped", "simulation"]

CPUS = 4
"""Processors of the simulated machine."""


class Simulation:
    """A simulation that is going on."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule

    def clock(self) -> float:
        """Simulated seconds, to 0.1 ms: for a recorder."""
        return self._schedule.clock.shown()

    @property
    def stopped(self) -> Stopped | None:
        """The limit that was reached last."""
        return self._schedule.budget.stopped

    def record(self, recorder: schedules.Observer) -> None:
        """Tell `recorder` of jobs."""
        self._schedule.recorder = recorder

    def finish(self) -> None:
        """Wait for threads, as the interpreter does when the program has ended."""
        pools = _pools_of_simulated_threads()
        try:
            if self.stopped is None:
                _leave(pools)
                threads.wait_for_all()
        finally:
            # At its own exit the interpreter is not to wait for them.
            for thread in pools:
                vars(concurrent.futures.thread)["_threads_queues"].pop(thread, None)


@contextmanager
def simulation(
    recorder: schedules.Observer | None = None, *, limits: Limits = Limits()
) -> Iterator[Simulation]:
    """Simulate what runs inside."""
    world = Schedule(limits)
    running = Simulation(world)
    if recorder is not None:
        running.record(recorder)
    world.on_switch = lambda actor: _place(world, actor)
    with ExitStack() as undo:
        undo.callback(schedules.begin(world))
        undo.callback(suspendable.install())
        for owner, name, value in _patches(world):
            undo.callback(_patch(owner, name, value))
        running_loop = asyncio.events._get_running_loop()
        asyncio.events._set_running_loop(None)
        undo.callback(asyncio.events._set_running_loop, running_loop)
        for stream in (sys.stdout, sys.stderr):
            undo.callback(_count_output(stream, world))
        undo.callback(budgets.watch(world.budget))
        yield running


def _place(world: Schedule, actor: Actor) -> Callable[[], None]:
    """Tell the recorder where what follows happens. Returns what ends that."""
    if world.recorder is None or actor.job is None:
        return lambda: None
    stack = ExitStack()
    stack.enter_context(world.recorder.in_job(actor.job))
    return stack.close


def _patch(owner: Any, name: str, value: Any) -> Callable[[], None]:
    missing = object()
    before = vars(owner).get(name, missing)
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
    yield os, "cpu_count", lambda: CPUS
    if hasattr(os, "process_cpu_count"):
        yield os, "process_cpu_count", lambda: CPUS


def _time(world: Schedule) -> Iterator[tuple[Any, str, Any]]:
    read = world.clock.read_by_program
    here = world.real_thread

    def simulated(name: str, shown: Callable[[], Any]) -> Callable[[], Any]:
        real = getattr(time, name)
        # Another real thread, of a test runner for example, has real time.
        return lambda: shown() if threads.real_get_ident() == here else real()

    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        if hasattr(time, name):
            yield time, name, simulated(name, read)
            yield time, f"{name}_ns", simulated(f"{name}_ns", lambda: int(read() * 1e9))
    yield time, "time", simulated("time", lambda: EPOCH + read())
    yield time, "time_ns", simulated("time_ns", lambda: int(EPOCH) * 10**9 + int(read() * 1e9))
    yield time, "sleep", locks.sleep
    # Names that were bound when these modules were imported.
    yield threading, "_time", time.monotonic
    yield queue, "time", time.monotonic


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
    for module in (asyncio, asyncio.events):
        yield module, "new_event_loop", SimulatedEventLoop
    for name in ("SelectorEventLoop", "EventLoop"):
        if hasattr(asyncio, name):
            yield asyncio, name, SimulatedEventLoop
    # Pyodide replaces it.
    yield asyncio, "run", asyncio.runners.run
    events: Any = asyncio.events
    base = getattr(events, "_BaseDefaultEventLoopPolicy", None) or getattr(
        events, "BaseDefaultEventLoopPolicy", None
    )
    if base is not None:
        # What `get_event_loop` does without a running loop differs by version and is the policy's.
        policy = type("_SimulatedPolicy", (base,), {"_loop_factory": SimulatedEventLoop})
        yield events, "_event_loop_policy", policy()


def _executors(world: Schedule) -> Iterator[tuple[Any, str, Any]]:
    pool = concurrent.futures.thread.ThreadPoolExecutor
    submit = pool.submit

    def submit_job(self: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        job = threads.Job(fn, args, "thread")
        world.last_job = job.index
        return submit(self, job, *args, **kwargs)

    yield pool, "submit", submit_job
    yield pool, "_counter", itertools.count().__next__
    base = concurrent.futures._base.Future
    set_exception = base.set_exception

    def set_clean_exception(self: Any, exception: Any) -> None:
        if exception is not None:
            suspendable.without_own_frames(exception)
        set_exception(self, exception)

    yield base, "set_exception", set_clean_exception


def _pools_of_simulated_threads() -> dict[Any, Any]:
    module: Any = concurrent.futures.thread
    return {
        thread: work for thread, work in module._threads_queues.items() if hasattr(thread, "_lane")
    }


def _leave(pools: dict[Any, Any]) -> None:
    """As `concurrent.futures.thread._python_exit`."""
    for work in pools.values():
        work.put(None)
    for thread in pools:
        thread.join()
