"""How far a simulated run may go, and the two ways in which it ends early.

A run that reaches a limit is `Stopped`; one that needs what is not simulated ends with
`NotSimulated`. Neither can be swallowed: what the program does afterwards raises it again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from types import CodeType, FrameType

from asyncio_timeline import monitoring, own

# Bound before the simulation replaces them. A browser has no other clock.
_exit, _write = os._exit, os.write
_used: Callable[[], float] = time.perf_counter
if sys.platform != "emscripten":
    _used = time.process_time
_left_out: tuple[str, ...] = (own.FOLDER,)


def leave_out(folder: Path) -> None:
    """Python code in `folder` is no part of any program, so it takes nothing from a budget."""
    global _left_out
    _left_out = (*_left_out, str(folder) + os.sep)


FEW_STEPS = 1_000_000
"""Jumps and calls of Python code. A program that would run for ever has made more in 5 seconds, so
what is stopped before is not that program, but one on a slow or a busy machine."""

SLOWEST = 12


STATUS = 69
"""The exit status of a run that needed what is not simulated: EX_UNAVAILABLE of sysexits.h."""


class NotSimulated(KeyboardInterrupt):
    """What the simulation cannot do. The message says what, where, and what to do instead.

    A `KeyboardInterrupt`, as `except Exception` in a program would take any other error for a
    failure of the network, and asyncio would keep it as the outcome of a task. From the first one
    on nothing is printed and each further step raises it again (see `Budget`), so that the run ends
    whatever the program does with it.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        instead: str = "run the script without the simulation",
    ) -> None:
        self.what, self.where, self.instead = what, where, instead
        place = f" in {where}" if where else ""
        super().__init__(f"not simulated: {what}{place}; {instead}")


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
    python_seconds  of processor time, if it goes by in Python code (CPython 3.12 and newer). On a
                    slow machine more: a program may take `FEW_STEPS` in any case, if they take no
                    longer than `SLOWEST` times as long.

    There are none unless they are given: on a machine of one's own there is Ctrl-C.
    """

    seconds: float = inf
    turns: float = inf
    tasks: float = inf
    characters: float = inf
    python_seconds: float = inf


IN_A_PAGE = Limits(
    seconds=3600.0, turns=20_000, tasks=12_000, characters=200_000, python_seconds=5.0
)
"""For a page, which would hang, or show more than a browser can."""

_SWALLOWED = 1_000
"""How often a program may swallow a refusal before its process ends at once."""


class Budget:
    """What is left of `Limits`. Each method takes some of it and raises `Stopped` at its end.

    Whoever was stopped gets a little more, so that `finally` clauses and `asyncio.run` can clean
    up; past that each further step is stopped too.

    After a refusal nothing is left. Each method raises `NotSimulated` again, and so does whatever
    Python code of the program, or of the standard library for it, calls a function or jumps back.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.stopped: Stopped | None = None
        self.refusal: NotSimulated | None = None
        self._seconds = limits.seconds
        self._turns = limits.turns
        self._tasks = limits.tasks
        self._characters = limits.characters
        self._deadline = self._last = inf
        self._ticks = 0
        self._aside = 0
        self._swallowed = 0
        self._unwatch: Callable[[], None] | None = None
        self._has_ended = False

    def begin(self) -> None:
        """The program begins."""
        self._deadline = _used() + self.limits.python_seconds
        self._last = _used() + SLOWEST * self.limits.python_seconds
        # Without a limit as well: CPython tells of some lines only if somebody listens to jumps,
        # and the command is to record the lines that a page records.
        self._watch()

    def refuse(self, error: NotSimulated) -> NotSimulated:
        """The run ends with `error`, or with the first one that was met. Returns what to raise."""
        if self.refusal is None:
            self.refusal = error
            self._watch()
        self._swallowed += 1
        if self._swallowed > _SWALLOWED and sys.platform != "emscripten":
            _write(2, f"NotSimulated: {self.refusal}\n".encode(errors="replace"))
            _exit(STATUS)
        first = self.refusal
        return NotSimulated(first.what, where=first.where, instead=first.instead)

    def _check(self) -> None:
        if self.refusal is not None and not self._has_ended:
            raise self.refuse(self.refusal)

    def _watch(self) -> None:
        if self._unwatch is None:
            self._unwatch = _watch(self)

    def end(self) -> None:
        """The program has ended: nothing is raised any more, and after a refusal nothing said."""
        self._has_ended = True
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    @contextmanager
    def aside(self) -> Generator[None]:
        """Take nothing for Python code that runs inside: it is ours, and may be slow."""
        began, self._aside = _used(), self._aside + 1
        try:
            yield
        finally:
            self._aside -= 1
            took = _used() - began
            self._deadline += took
            self._last += took

    def reach(self, seconds: float) -> None:
        """The simulated clock shows `seconds`."""
        self._check()
        if seconds > self._seconds:
            self._seconds = seconds + 60
            raise self.stop(f"stopped after {self.limits.seconds:g} simulated seconds")

    def turn(self) -> None:
        """An event loop turned once more, or a simulated thread went on."""
        self._check()
        self._turns -= 1
        if self._turns < 0:
            self._turns = 1_000
            raise self.stop(f"stopped after {self.limits.turns} turns of the event loop")

    def task(self) -> None:
        """One more task was created."""
        self._check()
        self._tasks -= 1
        if self._tasks < 0:
            self._tasks = 100
            raise self.stop(f"stopped after {self.limits.tasks} tasks")

    def write(self, characters: int) -> bool:
        """So many characters are to be written. Returns whether they may be."""
        self._check()
        self._characters -= characters
        if self._characters < 0:
            self._characters = 10_000
            raise self.stop(f"stopped after {self.limits.characters} characters of output")
        return self.refusal is None

    def tick(self) -> None:
        """Python code ran. Looks at the real clock now and then."""
        if self.refusal is not None:
            if _serves_the_program(sys._getframe(2)):  # pyright: ignore[reportPrivateUsage]
                self._check()
            return
        self._ticks += 1
        if self._ticks & 63 or self._aside:
            return
        now = _used()
        if now > self._last or (now > self._deadline and self._ticks > FEW_STEPS):
            self._deadline = self._last = now + 1.0
            raise self.stop(
                f"stopped after more than {self.limits.python_seconds:g} seconds of Python code"
            )

    def stop(self, message: str) -> Stopped:
        """The error to raise. What stops a program that cleans up is not the first reason."""
        self.stopped = Stopped(str(self.stopped or message))
        return self.stopped


def _serves_the_program(frame: FrameType | None) -> bool:
    """Whether it is the program that runs this code, rather than this package."""
    while frame is not None and own.is_of_standard_library(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and not own.is_own(frame.f_code.co_filename)


def _watch(budget: Budget) -> Callable[[], None]:
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
