"""Decides what happens at which simulated time, and which simulated thread goes on.

There is one real thread and one stack. A simulated thread is a generator that yields a `Suspension`
wherever it would block, so that others can go on meanwhile (see `suspending`). Code that cannot be
a generator blocks on the stack: `World.block` makes everything else happen, above it, until its
suspension is over. If several block in this way, only the one that began last can return. Should
another one have to go on first, the simulation says that it cannot.
"""

from __future__ import annotations

import heapq
import itertools
import sys
import threading
from asyncio import events, tasks
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from asyncio_timeline import own
from asyncio_timeline.simulation.clock import Clock
from asyncio_timeline.simulation.limits import Budget, Limits, NotSimulated
from asyncio_timeline.timeline import LaneKind, Outcome

Result = TypeVar("Result")

real_get_ident = threading.get_ident


class Turning(Protocol):
    """An event loop that waits in its selector."""

    def can_turn(self) -> bool:
        """Whether its next turn may run now, above code that blocks."""
        ...

    def turn(self) -> Suspension:
        """Run a turn. Returns what it waits for before the next one."""
        ...

    def waiting(self) -> list[str]:
        """The names of its tasks that wait."""
        ...


class Suspension:
    """What somebody waits for. Whoever yields it is suspended until it is over.

    over  whether it is over
    then  what to do at its end; set by whoever suspends a thread for it
    loop  the event loop that waits, if one does: its turns may run above others that block
    """

    __slots__ = ("loop", "over", "then")

    def __init__(self, loop: Turning | None = None) -> None:
        self.loop = loop
        self.over = False
        self.then: Callable[[], None] | None = None

    def end(self) -> None:
        """It is over. Whoever waited goes on as soon as the code that runs now waits itself."""
        if not self.over:
            self.over = True
            if self.then is not None:
                self.then()


Steps = Generator[Suspension, None, Result]
"""Code that can be suspended: it yields each suspension and returns its result."""

OVER = Suspension()
"""One that is over already. A thread that yields it goes on at once, and meanwhile the recorder has
been told in which job the thread is now."""
OVER.end()


class Observer(Protocol):
    """What a recorder wants to hear about jobs."""

    def job_submitted(self, kind: LaneKind, function: Any, args: Any) -> int: ...

    def job_started(self, index: int, lane: str) -> None: ...

    def job_ended(self, index: int, outcome: Outcome) -> None: ...

    def link_future(self, index: int, future: Any) -> None: ...

    def job_of(self, future: Any) -> int: ...

    def enter_job(self, index: int) -> Callable[[], None]: ...


class Actor:
    """A thread: the main one, or a simulated one.

    CPython keeps the running loop, the current task (Modules/_asynciomodule.c) and the hooks for
    asynchronous generators for each real thread; here each actor has its own.
    """

    name = "MainThread"
    ident = 0
    """What `threading.get_ident` gives; 0 is that of the real thread."""
    job: int | None = None
    """The job that it runs, by its number in the timeline."""
    worker: object = None
    """The process or interpreter that it stands for (see `workers`)."""

    def __init__(self) -> None:
        self._loop: Any = None
        self._task: Any = None
        self._hooks: Any = (None, None)

    def leave(self) -> None:
        """Another actor goes on."""
        self._hooks = sys.get_asyncgen_hooks()
        self._loop = events._get_running_loop()
        if self._loop is not None:
            if _swap_current_task is not None and tasks.current_task(self._loop) is not None:
                self._task = _swap_current_task(self._loop, None)
            events._set_running_loop(None)

    def enter(self) -> None:
        """This one goes on."""
        sys.set_asyncgen_hooks(*self._hooks)
        if self._loop is not None:
            events._set_running_loop(self._loop)
            if self._task is not None:
                assert _swap_current_task is not None
                _swap_current_task(self._loop, self._task)
        self._loop = self._task = None


# Up to 3.13 the current task is kept for each loop, which is enough; since 3.14 for each thread.
_swap_current_task: Callable[[Any, Any], Any] | None = None
if sys.version_info >= (3, 14):
    _swap_current_task = getattr(tasks, "_swap_current_task", None)


@dataclass(eq=False)
class _Blocked:
    """Code that blocks on the stack."""

    suspension: Suspension
    actor: Actor


class World:
    """A clock, and what is due at which time."""

    def __init__(self, limits: Limits) -> None:
        self.budget = Budget(limits)
        self.clock = Clock(self.budget)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self.count = itertools.count()
        self.tasks: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # each with its place
        self._blocked: list[_Blocked] = []
        self._fatal: BaseException | None = None
        self.main = self.current = Actor()
        self.lanes: set[Actor] = set()
        # Each simulation counts from the start, as a new process does.
        self.next_task = itertools.count(1).__next__
        self.next_worker = itertools.count(1).__next__
        self.next_ident = itertools.count(9_001).__next__
        self.real_thread = real_get_ident()
        self.has_pools = False
        """Whether the program has made a pool of threads."""
        self.begins_no_threads = False
        """Whether the interpreter is ending: then CPython 3.12 begins no threads any more."""
        self.is_running = False
        """Whether the program runs, rather than what begins and ends the simulation."""
        self.recorder: Observer | None = None
        self.on_switch: Callable[[Actor], Callable[[], None]] = lambda _: _nothing

    @property
    def now(self) -> float:
        """Simulated seconds since the simulation began."""
        return self.clock.now

    def at(self, seconds: float, action: Callable[[], None]) -> None:
        """Do `action` when the clock shows `seconds`. Equal times keep the order of the calls."""
        heapq.heappush(self._due, (seconds, next(self.count), action))

    def soon(self, action: Callable[[], None]) -> None:
        """Do `action` as soon as the code that runs now waits."""
        self.at(self.clock.now, action)

    def wake_after(self, suspension: Suspension, seconds: float) -> None:
        """End `suspension` after so many seconds, unless it is over by then."""
        self.at(self.clock.now + seconds, suspension.end)

    def read(self) -> float:
        """What the program reads from the clock.

        A program that reads it again and again waits in this way, so others go on meanwhile.
        """
        self.clock.read_by_program()
        if self.clock.is_watched and self._due and self._due[0][0] <= self.clock.now:
            with self.starting():
                self.run_due()
        return self.clock.now

    def refuse(self, what: str, **instead: str) -> NotSimulated:
        """The error to raise where the program needs `what`, which is not simulated."""
        return self.budget.refuse(NotSimulated(what, where=_line_of_program(), **instead))

    def run_due(self) -> None:
        """Make happen what is due by now."""
        while self._due and self._due[0][0] <= self.clock.now:
            self._next()

    def block(self, suspension: Suspension) -> None:
        """Make things happen, on top of the caller, until `suspension` is over.

        Raises `Stopped` if nothing can happen any more.
        """
        self.clock.rest()
        blocked = _Blocked(suspension, self.current)
        self._blocked.append(blocked)
        try:
            while not suspension.over:
                if not self._turn_a_loop_below(blocked):
                    if not self._due:
                        raise self.budget.stop(self._deadlock())
                    self._next()
        finally:
            self._blocked.remove(blocked)

    @contextmanager
    def switched_to(self, actor: Actor) -> Generator[None]:
        """Code in here runs in the thread `actor`."""
        before, self.current = self.current, actor
        before.leave()
        actor.enter()
        back = self.on_switch(actor)
        try:
            yield
        finally:
            back()
            actor.leave()
            before.enter()
            self.current = before

    @contextmanager
    def starting(self) -> Generator[None]:
        """In here another thread runs, above the current one, which could go on at any time."""
        blocked = _Blocked(OVER, self.current)
        self._blocked.append(blocked)
        try:
            yield
        finally:
            self._blocked.remove(blocked)

    def _next(self) -> None:
        seconds, _, action = heapq.heappop(self._due)
        self.clock.advance(seconds)
        action()
        # What stopped a simulated thread stops the program.
        error, self._fatal = self._fatal, None
        if error is not None:
            raise error

    def fail(self, error: BaseException) -> None:
        """`error`, raised in a simulated thread, is to end the whole program."""
        self._fatal = self._fatal or error

    def _turn_a_loop_below(self, top: _Blocked) -> bool:
        """Whether a loop, on top of which others block, had something to do and has done it."""
        for below in self._blocked:
            if below is top:
                return False
            if not below.suspension.over:
                continue
            loop = below.suspension.loop
            if loop is None or not loop.can_turn():
                raise self.refuse(
                    f"{below.actor.name} should go on, but {top.actor.name} waits in code that the "
                    "simulation cannot suspend (a callback, a generator or a library)",
                    instead="wait in a plain statement, or run the script without the simulation",
                )
            with self.switched_to(below.actor):
                below.suspension = loop.turn()
            return True
        return False

    def _deadlock(self) -> str:
        loops = [each.suspension.loop for each in self._blocked]
        names = [name for loop in loops if loop is not None for name in loop.waiting()]
        if names:
            return f"deadlock: every task is waiting and nothing can wake them: {', '.join(names)}"
        waiting = self._blocked[-1].actor.name
        return f"deadlock: {waiting} is waiting and nothing can wake it"


def _nothing() -> None:
    pass


def _line_of_program() -> str | None:
    """Which line of the program runs, as in `line 3 of fetch.py`."""
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        file = frame.f_code.co_filename
        if not own.is_own(file) and not own.is_of_standard_library(file):
            return f"line {frame.f_lineno} of {Path(file).name}"
        frame = frame.f_back
    return None


_active: list[World] = []


def begin(here: World) -> Callable[[], None]:
    """Make `here` the world of whatever runs from now on. Returns what undoes it."""
    _active.append(here)
    return lambda: _active.remove(here)


def active() -> World | None:
    """The world that is simulated now, if one is."""
    return _active[-1] if _active else None


def is_simulated() -> bool:
    """Whether the caller is part of a simulation: another real thread is not."""
    return bool(_active) and real_get_ident() == _active[-1].real_thread


def world() -> World:
    """The world that is simulated now."""
    if not _active:
        raise RuntimeError("a simulated lock or thread would block, but its simulation is over")
    return _active[-1]


def drive(steps: Steps[Result]) -> Result:
    """Run `steps` on the stack, for a caller that cannot be suspended."""
    try:
        suspension = next(steps)
        while True:
            try:
                if not suspension.over:
                    world().block(suspension)
            except BaseException as error:
                suspension = steps.throw(error)
            else:
                suspension = next(steps)
    except StopIteration as end:
        return cast("Result", end.value)
