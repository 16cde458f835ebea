"""Threads of a simulation, and the calls that they run for executors.

A new thread runs at once, until its first wait. When that wait is over, the thread goes on as soon
as whatever runs then waits in its turn. So threads take turns only where they wait. There is no GIL
to fight for, because Python code takes no simulated time.
"""

from __future__ import annotations

import _threading_local
import concurrent.futures.thread
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from contextvars import Context, copy_context
from functools import partial
from io import StringIO
from typing import Any, cast

from asyncio_timeline import own
from asyncio_timeline.simulation.limits import NotSimulated, Stopped
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.suspending.may_block import call, may_block
from asyncio_timeline.simulation.world import (
    OVER,
    Actor,
    Steps,
    Suspension,
    World,
    drive,
    is_simulated,
    real_get_ident,
    world,
)
from asyncio_timeline.timeline import LaneKind, Outcome


def patches(_: World) -> Iterator[Patch]:
    """What starts threads, waits for them and tells which one runs.

    The methods of `threading.Thread` are replaced, not the class. So its subclasses have simulated
    threads too, as has `threading.Timer`, and code that imported the class before.
    """
    yield Patch(threading.Thread, "start", start)
    yield Patch(threading.Thread, "join", join)
    yield Patch(threading.Thread, "is_alive", is_alive)
    yield Patch(threading.Thread, "__repr__", repr_of)
    yield Patch(threading, "get_ident", get_ident)
    yield Patch(threading, "get_native_id", get_ident)
    yield Patch(threading, "local", _threading_local.local)
    yield Patch(threading, "_counter", itertools.count(1).__next__)


def get_ident() -> int:
    """The identity of the thread that runs, simulated or real."""
    return (is_simulated() and world().current.ident) or real_get_ident()


class Lane(Actor):
    """A simulated thread: it runs its steps up to each suspension, and on from there later."""

    def __init__(self, name: str, steps: Steps[None], context: Context) -> None:
        super().__init__()
        self.name = name
        self.daemon = False
        self.is_over = False
        self._steps = steps
        self._context = context
        self._joining: list[Suspension] = []

    def kill(self) -> None:
        """Never go on. Its `finally` clauses do not run, as in a process that is killed."""
        self.is_over = True

    def go_on(self) -> None:
        """Run until the next suspension that is not over."""
        if self.is_over:
            return
        here = world()
        here.budget.turn()
        suspension = OVER
        while suspension.over:
            with here.switched_to(self):
                try:
                    suspension = self._context.run(next, self._steps)
                except StopIteration:
                    self.is_over = True
                    for each in self._joining:
                        each.end()
                    return
        suspension.then = partial(here.soon, self.go_on)

    def close(self) -> None:
        """End it where it is suspended."""
        with suppress(BaseException):
            self._steps.close()

    def join(self, timeout: float | None) -> Steps[None]:
        """Wait until it is over, or for so many seconds."""
        if not self.is_over:
            suspension = Suspension()
            self._joining.append(suspension)
            if timeout is not None:
                world().wake_after(suspension, max(timeout, 0))
            yield suspension


class Job:
    """A call that an executor or a thread runs for the program, and that a recorder hears of."""

    __slots__ = ("function", "index")

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kind: LaneKind,
        *,
        shown: Callable[..., Any] | None = None,
    ) -> None:
        recorder = world().recorder
        self.index: int | None = None
        if recorder is not None:
            self.index = recorder.job_submitted(kind, shown or function, args)
        self.function = function

    def link(self, future: object) -> None:
        """`future` stands for it."""
        recorder = world().recorder
        if recorder is not None and self.index is not None:
            recorder.link_future(self.index, future)

    @may_block
    def __call__(self, *args: Any, **kwargs: Any) -> Steps[Any]:
        """Run it."""
        here = world()
        if self.index is None or here.recorder is None:
            return (yield from call(self.function, *args, **kwargs))
        actor = here.current
        outcome: Outcome = "exception"
        # It stays set until the next job: what a lane does after a job belongs to the job's end.
        actor.job = self.index
        here.recorder.job_started(self.index, actor.name)
        try:
            yield OVER  # from here on the lane is in the job
            result = yield from call(self.function, *args, **kwargs)
            outcome = "result"
            return result
        finally:
            here.recorder.job_ended(self.index, outcome)


# ------------------------------------------------------------------- methods of `threading.Thread`

_real_start = threading.Thread.start
_real_join = threading.Thread.join
_real_is_alive = threading.Thread.is_alive
_real_repr = threading.Thread.__repr__


def start(self: threading.Thread) -> None:
    """As `threading.Thread.start`."""
    if not is_simulated():
        _real_start(self)
        return
    thread: Any = self
    if not getattr(thread, "_initialized", False):
        raise RuntimeError("thread.__init__() not called")
    if thread._started.is_set():
        raise RuntimeError("threads can only be started once")
    here = world()
    if here.begins_no_threads:
        raise RuntimeError("can't create new thread at interpreter shutdown")
    lane = thread._lane = Lane(self.name, _thread(self), _context_of(self))
    lane.ident = thread._ident = thread._native_id = here.next_ident()
    lane.daemon = self.daemon
    vars(threading)["_active"][lane.ident] = self
    thread._started.set()
    here.lanes.add(lane)
    # As in CPython, where the caller waits until the thread runs, and the thread goes on running.
    with here.starting():
        lane.go_on()


def _context_of(thread: Any) -> Context:
    """The context variables that a new thread has: none, unless asked for (3.14)."""
    given = getattr(thread, "_context", None)
    if given is not None:
        return cast("Context", given)
    return copy_context() if getattr(sys.flags, "thread_inherit_context", 0) else Context()


def _thread(thread: Any) -> Steps[None]:
    """As `threading.Thread._bootstrap_inner`."""
    here = world()
    run: Any = thread.run
    if not _is_plumbing(thread):
        target = getattr(thread, "_target", None)
        run = Job(run, (), "thread", shown=target or run)
    try:
        yield from call(run)
    except (NotSimulated, Stopped) as error:
        here.fail(error)
    except BaseException as error:
        error.__traceback__ = own.without_frames(error.__traceback__)
        thread._invoke_excepthook(thread)
    finally:
        vars(threading)["_active"].pop(thread.ident, None)
        here.lanes.discard(thread._lane)


def _is_plumbing(thread: Any) -> bool:
    """Whether an executor or a loop started this thread for itself, not the program."""
    target = getattr(thread, "_target", None)
    module = getattr(getattr(target, "__func__", target), "__module__", None)
    return module in {"concurrent.futures.thread", "asyncio.base_events"}


@may_block
def join(self: threading.Thread, timeout: float | None = None) -> Steps[None]:
    """As `threading.Thread.join`."""
    here = world()
    lane: Lane | None = getattr(self, "_lane", None)
    if lane is None and not is_simulated():
        return _real_join(self, timeout)
    thread: Any = self
    if not getattr(thread, "_initialized", False):
        raise RuntimeError("Thread.__init__() not called")
    if not thread._started.is_set():
        raise RuntimeError("cannot join thread before it is started")
    if self is threading.current_thread():
        raise RuntimeError("cannot join current thread")
    if lane is None:
        raise here.refuse("waiting for a thread that began before the simulation")
    yield from lane.join(timeout)
    return None


def is_alive(self: threading.Thread) -> bool:
    """As `threading.Thread.is_alive`."""
    lane: Lane | None = getattr(self, "_lane", None)
    return _real_is_alive(self) if lane is None else not lane.is_over


def repr_of(self: threading.Thread) -> str:
    """As `threading.Thread.__repr__`."""
    lane: Lane | None = getattr(self, "_lane", None)
    if lane is None:
        return _real_repr(self)
    state = "stopped" if lane.is_over else "started"
    daemon = " daemon" if self.daemon else ""
    return f"<{type(self).__name__}({self.name}, {state}{daemon} {self.ident})>"


# ----------------------------------------------------------------------------- at the end


def abandon_all() -> None:
    """End the threads that have not ended, without a word, as an interpreter leaves them behind."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for lane in list(world().lanes):
            if isinstance(lane, Lane):
                lane.close()


def wait_for_all() -> None:
    """Wait for all threads but daemons, as the interpreter does before it exits."""
    while True:
        lanes = [each for each in world().lanes if isinstance(each, Lane) and not each.daemon]
        if not lanes:
            return
        drive(min(lanes, key=lambda lane: lane.ident).join(None))


def forget_all() -> None:
    """Keep the interpreter from waiting for simulated threads at its own exit."""
    queues: Any = vars(concurrent.futures.thread)["_threads_queues"]
    for thread in list(queues):
        if hasattr(thread, "_lane"):
            del queues[thread]
    active: dict[int, Any] = vars(threading)["_active"]
    for ident, thread in list(active.items()):
        if hasattr(thread, "_lane"):
            del active[ident]
