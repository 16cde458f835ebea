"""What is to happen at which simulated time, and which simulated thread goes on.

There is one real thread and one stack. A simulated thread is a generator that yields a `Wait`
whenever it would block, so that others go on meanwhile (see `suspendable`). Code that cannot be a
generator blocks on the stack: `Schedule.block` makes everything else happen until its wait is
over. Of those that block so, only the one that began last can go on; where another one should,
the simulation says that it cannot.
"""

from __future__ import annotations

import heapq
import itertools
import sys
from asyncio import events, tasks
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any, Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from asyncio_timeline.simulation.clock import Clock
from asyncio_timeline.simulation.limits import Budget, Limits, NotSimulated
from asyncio_timeline.timeline import LaneKind, Outcome

Result = TypeVar("Result")


class Wait:
    """Something to wait for. `end` says that it is over, and what `then` says happens."""

    __slots__ = ("over", "then")

    def __init__(self) -> None:
        self.over = False
        self.then: Callable[[], None] | None = None

    def end(self) -> None:
        """It is over. Whoever waits goes on once whoever runs now waits."""
        if not self.over:
            self.over = True
            if self.then is not None:
                self.then()


Steps = Generator[Wait, None, Result]
"""What can be suspended: it yields each wait and returns its result."""


class Observer(Protocol):
    """What a recorder wants to hear of jobs."""

    def job_submitted(self, kind: LaneKind, function: Any, args: Any) -> int: ...

    def job_started(self, index: int, lane: str) -> None: ...

    def job_ended(self, index: int, outcome: Outcome) -> None: ...

    def link_future(self, index: int, future: Any) -> None: ...

    def job_of(self, future: Any) -> int: ...

    def enter_job(self, index: int) -> Callable[[], None]: ...


class Turning(Protocol):
    """An event loop that waits in its selector."""

    def can_turn(self) -> bool:
        """Whether its next turn may run now, above code that blocks."""
        ...

    def turn(self, wait: Wait) -> Wait:
        """Run a turn. Returns the wait for the next one."""
        ...

    def waiting(self) -> list[str]:
        """The names of its tasks that wait."""
        ...


class Actor:
    """A thread: the main one, or a simulated one.

    CPython keeps the running loop, the current task (Modules/_asynciomodule.c) and the hooks for
    asynchronous generators for each real thread; here each actor has its own.
    """

    name = "MainThread"
    ident = 0
    """What `threading.get_ident` gives; 0 is that of the real thread."""
    job: int | None = None
    """What it runs now, as the recorder counts."""

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


@dataclass
class _Blocked:
    """Code that blocks on the stack."""

    wait: Wait
    actor: Actor
    loop: Turning | None


class Schedule:
    """The simulated world: a clock, and what happens when."""

    def __init__(self, limits: Limits) -> None:
        self.budget = Budget(limits)
        self.clock = Clock(self.budget)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self.count = itertools.count()
        self.tasks: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # and their order
        self._blocked: list[_Blocked] = []
        self._fatal: BaseException | None = None
        self.main = self.current = Actor()
        self.lanes: set[Actor] = set()
        # Each simulation counts from the start, as a new process does.
        self.next_task = itertools.count(1).__next__
        self.next_worker = itertools.count(1).__next__
        self.next_ident = itertools.count(9_001).__next__
        self.real_thread = get_ident()
        self.recorder: Observer | None = None
        self.on_switch: Callable[[Actor], Callable[[], None]] = lambda _: _nothing

    @property
    def now(self) -> float:
        """Simulated seconds since the simulation began."""
        return self.clock.now

    def at(self, seconds: float, action: Callable[[], None]) -> None:
        """Do `action` when the clock shows `seconds`; in order, if they are equal."""
        heapq.heappush(self._due, (seconds, next(self.count), action))

    def soon(self, action: Callable[[], None]) -> None:
        """Do `action` as soon as whoever runs now waits."""
        self.at(self.clock.now, action)

    def wake_after(self, wait: Wait, seconds: float) -> None:
        """End `wait` after so many seconds, unless it is over by then."""
        self.at(self.clock.now + seconds, wait.end)

    def read(self) -> float:
        """What the program reads from the clock. If it waits that way, others go on meanwhile."""
        self.clock.read_by_program()
        if self.clock.is_watched and self._due and self._due[0][0] <= self.clock.now:
            with self.starting():
                self.run_due()
        return self.clock.now

    def run_due(self) -> None:
        """Make happen what is due by now."""
        while self._due and self._due[0][0] <= self.clock.now:
            self._next()

    def block(self, wait: Wait, loop: Turning | None = None) -> None:
        """Make things happen, on top of the caller, until `wait` is over.

        `loop` is given if it is an event loop that waits in its selector: its turns may run above
        others that block. Raises `Stopped` if nothing can happen any more.
        """
        self.clock.rest()
        blocked = _Blocked(wait, self.current, loop)
        self._blocked.append(blocked)
        try:
            while not wait.over:
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
        """Another thread runs in here, above the current one, which could go on at any time."""
        ready = Wait()
        ready.end()
        blocked = _Blocked(ready, self.current, None)
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
        """A simulated thread met `error`, which is for the program as a whole."""
        self._fatal = self._fatal or error

    def _turn_a_loop_below(self, top: _Blocked) -> bool:
        """Whether a loop that others block on top of could turn instead."""
        for below in self._blocked:
            if below is top:
                return False
            if not below.wait.over:
                continue
            if below.loop is None or not below.loop.can_turn():
                raise NotSimulated(
                    f"{below.actor.name} should go on, but {top.actor.name} waits in code that the "
                    "simulation cannot suspend (a callback, a generator or a library)",
                    instead="wait in a plain statement, or run the script without the simulation",
                )
            with self.switched_to(below.actor):
                below.wait = below.loop.turn(below.wait)
            return True
        return False

    def _deadlock(self) -> str:
        tasks = [name for each in self._blocked if each.loop for name in each.loop.waiting()]
        if tasks:
            return f"deadlock: every task is waiting and nothing can wake them: {', '.join(tasks)}"
        waiting = self._blocked[-1].actor.name
        return f"deadlock: {waiting} is waiting and nothing can wake it"


def _nothing() -> None:
    pass


_active: list[Schedule] = []


def begin(schedule: Schedule) -> Callable[[], None]:
    """Make `schedule` the one in use. Returns what undoes it."""
    _active.append(schedule)
    return lambda: _active.remove(schedule)


def schedule() -> Schedule:
    """The one in use."""
    if not _active:
        raise RuntimeError("a simulated lock or thread would block, but its simulation is over")
    return _active[-1]


def drive(steps: Steps[Result]) -> Result:
    """Run `steps` on the stack, for callers that cannot be suspended."""
    try:
        wait = next(steps)
        while True:
            try:
                if not wait.over:
                    schedule().block(wait)
            except BaseException as error:
                wait = steps.throw(error)
            else:
                wait = next(steps)
    except StopIteration as end:
        return cast("Result", end.value)
