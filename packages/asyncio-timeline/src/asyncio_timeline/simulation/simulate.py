"""Runs a program on a simulated clock: no waiting, no threads, the same timeline each time.

`simulation()` puts CPython's own event loop on the simulated clock, and simulated threads, locks,
processes and interpreters into `time`, `threading`, `asyncio` and `concurrent.futures` for as long
as it lasts. It needs neither threads nor sockets, so it works in a browser too. Whatever would
reach the operating system, or real time, ends the run with `NotSimulated`.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from asyncio_timeline.simulation import (
    databases,
    dates,
    futures,
    limits,
    locks,
    loop,
    pools,
    refusals,
    selecting,
    signals,
    task_order,
    threads,
    time,
    workers,
)
from asyncio_timeline.simulation.limits import Limits, NotSimulated, Stopped
from asyncio_timeline.simulation.patches import Patch, Replaced
from asyncio_timeline.simulation.suspending import may_block
from asyncio_timeline.simulation.world import Actor, Observer, World, begin

__all__ = ["Limits", "NotSimulated", "Simulation", "Stopped", "simulation"]

PARTS = (
    time, dates, locks, threads, selecting, signals, loop, task_order, futures, pools, workers,
    databases, refusals,
)  # fmt: skip
"""What is simulated, and what is refused: `patches` of each says what it replaces."""


class Simulation:
    """A simulation. As a context manager, what runs inside is simulated."""

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008  (it is frozen)
        self._world = World(limits)
        self._world.on_switch = self._enter_job_of
        self._undo = ExitStack()

    def clock(self) -> float:
        """Simulated seconds, to 0.1 ms: for a recorder."""
        return self._world.clock.shown()

    @property
    def stopped(self) -> Stopped | None:
        """The limit that was reached last."""
        return self._world.budget.stopped

    @property
    def refusal(self) -> NotSimulated | None:
        """What the program needed first of all that is not simulated."""
        return self._world.budget.refusal

    def record(self, recorder: Observer) -> None:
        """Tell `recorder` of jobs."""
        self._world.recorder = recorder

    def finish(self) -> None:
        """Wait for threads, as the interpreter does before it exits (`threading._shutdown`)."""
        if self.refusal is not None:
            self._world.budget.end()
        if self.stopped is not None or self.refusal is not None:
            return
        # Modules/_threadmodule.c asks whether the interpreter ends: in 3.12, first before it waits
        # for its threads, then after that, and since 3.13 when it is too late for a program.
        version = sys.version_info[:3]
        self._world.begins_no_threads = (3, 12, 0) <= version < (3, 12, 3)
        pools.finish_threads()
        threads.wait_for_all()
        self._world.begins_no_threads = version[:2] == (3, 12)

    def __enter__(self) -> Simulation:
        with ExitStack() as undo:
            undo.callback(begin(self._world))
            undo.callback(may_block.install())
            replaced = Replaced()
            for part in PARTS:
                for patch in part.patches(self._world):
                    replaced.note(patch)
                    undo.callback(patch.apply())
            undo.callback(replaced.everywhere())
            undo.callback(threads.forget_all)
            undo.callback(threads.abandon_all)
            running_loop = asyncio.events._get_running_loop()
            asyncio.events._set_running_loop(None)
            undo.callback(asyncio.events._set_running_loop, running_loop)
            for stream in (sys.stdout, sys.stderr):
                undo.callback(_count_output(stream, self._world.budget))
            self._undo = undo.pop_all()
        self._world.is_running = True
        self._world.budget.begin()
        return self

    def __exit__(self, *error: object) -> None:
        self._world.is_running = False
        self._world.budget.end()
        self._undo.close()

    def _enter_job_of(self, actor: Actor) -> Callable[[], None]:
        """Tell the recorder where what follows happens. Returns what ends that."""
        if self._world.recorder is None:
            return _nothing
        return self._world.recorder.enter_job(-1 if actor.job is None else actor.job)


def _nothing() -> None:
    pass


def simulation(recorder: Observer | None = None, *, limits: Limits = Limits()) -> Simulation:  # noqa: B008
    """Simulate what runs inside, and tell `recorder`, if there is one, of jobs."""
    running = Simulation(limits)
    if recorder is not None:
        running.record(recorder)
    return running


def _count_output(stream: Any, budget: limits.Budget) -> Callable[[], None]:
    """Take what is written to `stream` from the budget."""
    if stream is None:
        return _nothing
    write = stream.write

    def counted(text: str) -> int:
        return int(write(text)) if budget.write(len(text)) else len(text)

    try:
        return Patch(stream, "write", counted).apply()
    except AttributeError:  # it takes no other methods than its own
        return _nothing
