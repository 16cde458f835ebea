"""How far a simulated run may go, and the two errors that say it went too far or cannot go on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from asyncio_timeline import monitoring, own

# Bound before the simulation puts its own clock into `time`. A browser has no other clock.
_used: Callable[[], float] = time.perf_counter
if sys.platform != "emscripten":
    _used = time.process_time
_left_out: tuple[str, ...] = (own.FOLDER,)


def leave_out(folder: Path) -> None:
    """Take nothing from a budget for Python code in `folder`: it is no part of any program."""
    global _left_out
    _left_out = (*_left_out, str(folder) + os.sep)


class NotSimulated(RuntimeError):
    """What the simulation cannot do. The message says what, why, and what to do instead."""

    def __init__(
        self, what: str, *, instead: str = "run the script without the simulation"
    ) -> None:
        super().__init__(f"not simulated: {what}; {instead}")


class Stopped(KeyboardInterrupt):
    """A limit was reached, or nothing can happen any more. The message says which.

    A `KeyboardInterrupt`, as the reader's Ctrl-C would be: `asyncio.run` cancels what is left and
    `except Exception` does not swallow it.
    """


@dataclass(frozen=True)
class Limits:
    """Where a simulated run stops. Each is reached by a program that would run for ever.

    seconds         on the simulated clock
    turns           of event loops, and wake-ups of simulated threads
    tasks           created
    characters      written to stdout and stderr
    python_seconds  of processor time, if it goes by in Python code (CPython 3.12 and newer)
    """

    seconds: float = 3600.0
    turns: int = 20_000
    tasks: int = 12_000
    characters: int = 200_000
    python_seconds: float = 5.0


class Budget:
    """What is left of `Limits`. Each method takes some of it and raises `Stopped` at its end.

    Whoever was stopped gets a little more, so that `finally` clauses and `asyncio.run` can clean
    up; past that each further step is stopped too.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.stopped: Stopped | None = None
        self._seconds = limits.seconds
        self._turns = limits.turns
        self._tasks = limits.tasks
        self._characters = limits.characters
        self._deadline = _used() + limits.python_seconds
        self._ticks = 0

    def reach(self, seconds: float) -> None:
        """The simulated clock shows `seconds`."""
        if seconds > self._seconds:
            self._seconds = seconds + 60
            raise self.stop(f"stopped after {self.limits.seconds:g} simulated seconds")

    def turn(self) -> None:
        """An event loop turned once more, or a simulated thread went on."""
        self._turns -= 1
        if self._turns < 0:
            self._turns = 1_000
            raise self.stop(f"stopped after {self.limits.turns} turns of the event loop")

    def task(self) -> None:
        """One more task was created."""
        self._tasks -= 1
        if self._tasks < 0:
            self._tasks = 100
            raise self.stop(f"stopped after {self.limits.tasks} tasks")

    def write(self, characters: int) -> None:
        """So many characters were written."""
        self._characters -= characters
        if self._characters < 0:
            self._characters = 10_000
            raise self.stop(f"stopped after {self.limits.characters} characters of output")

    def tick(self) -> None:
        """Python code ran. Looks at the real clock now and then."""
        self._ticks += 1
        if not self._ticks & 63 and _used() > self._deadline:
            self._deadline = _used() + 1.0
            raise self.stop(f"stopped after {self.limits.python_seconds:g} seconds of Python code")

    def stop(self, message: str) -> Stopped:
        """The error to raise. What stops a program that cleans up is not the first reason."""
        self.stopped = Stopped(str(self.stopped or message))
        return self.stopped


def watch(budget: Budget) -> Callable[[], None]:
    """Take Python code from the budget, wherever it jumps or calls. Returns what undoes it.

    An exception raised by a callback of `sys.monitoring` is raised in the code that is watched
    (PEP 669), so even `while True: pass` ends. Nothing is watched on Python 3.11, and nothing can
    be inside one call of C code, such as `sum(range(10**10))`.
    """

    def on_jump(code: CodeType, offset: int, destination: int) -> object:
        if code.co_filename.startswith(_left_out):
            return monitoring.ENOUGH
        if destination <= offset:  # equal in `while True: pass`
            budget.tick()
        return None

    def on_call(code: CodeType, offset: int) -> object:
        if code.co_filename.startswith(_left_out):
            return monitoring.ENOUGH
        budget.tick()
        return None

    return monitoring.listen("asyncio_timeline limits", JUMP=on_jump, PY_START=on_call)
