"""Threads of a simulation, and the calls that they run for executors.

A thread runs from `start` to its first wait at once, and goes on after a wait when whoever runs
then waits itself; so threads take turns at their waits and nowhere else. There is no GIL to fight
for: Python code costs no time.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from contextvars import Context, copy_context
from functools import partial
from io import StringIO
from typing import Any, cast

from asyncio_timeline.simulation.limits import NotSimulated, Stopped
from asyncio_timeline.simulation.locks import real_get_ident
from asyncio_timeline.simulation.suspending.suspendable import call, suspends, without_own_frames
from asyncio_timeline.simulation.world import Actor, Steps, Wait, drive, schedule
from asyncio_timeline.timeline import LaneKind, Outcome

_threading: Any = threading


def is_simulated() -> bool:
    """Whether the caller belongs to the simulation, not to another real thread."""
    return real_get_ident() == schedule().real_thread


def get_ident() -> int:
    """The identity of the thread that runs, simulated or real."""
    return schedule().current.ident or real_get_ident()


class Lane(Actor):
    """A simulated thread: steps, of which it runs one after the other, with waits in between."""

    def __init__(self, name: str, steps: Steps[None], context: Context) -> None:
        super().__init__()
        self.name = name
        self.daemon = False
        self.is_over = False
        self._steps = steps
        self._context = context
        self._joining: list[Wait] = []

    def kill(self) -> None:
        """Never go on. Its `finally` clauses do not run, as in a process that is killed."""
        self.is_over = True

    def go_on(self) -> None:
        """Run until the next wait."""
        if self.is_over:
            return
        world = schedule()
        world.budget.turn()
        wait = _OVER
        while wait.over:
            with world.switched_to(self):
                try:
                    wait = self._context.run(next, self._steps)
                except StopIteration:
                    self.is_over = True
                    for each in self._joining:
                        each.end()
                    return
        wait.then = partial(world.soon, self.go_on)

    def close(self) -> None:
        """End it in the middle."""
        with suppress(BaseException):
            self._steps.close()

    def join(self, timeout: float | None) -> Steps[None]:
        """Wait until it is over, or for so many seconds."""
        if not self.is_over:
            wait = Wait()
            self._joining.append(wait)
            if timeout is not None:
                schedule().wake_after(wait, max(timeout, 0))
            yield wait


_OVER = Wait()
_OVER.end()


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
        recorder = schedule().recorder
        self.index: int | None = None
        if recorder is not None:
            self.index = recorder.job_submitted(kind, shown or function, args)
        self.function = function

    def link(self, future: object) -> None:
        """`future` stands for it."""
        recorder = schedule().recorder
        if recorder is not None and self.index is not None:
            recorder.link_future(self.index, future)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it."""
        return drive(_run_job(self, *args, **kwargs))


@suspends(Job.__call__)
def _run_job(job: Job, /, *args: Any, **kwargs: Any) -> Steps[Any]:
    world = schedule()
    if job.index is None or world.recorder is None:
        return (yield from call(job.function, *args, **kwargs))
    actor = world.current
    outcome: Outcome = "exception"
    # Until its next job: what a lane does after a job tells of the job's end.
    actor.job = job.index
    world.recorder.job_started(job.index, actor.name)
    try:
        yield _OVER  # from here on the lane is in the job
        result = yield from call(job.function, *args, **kwargs)
        outcome = "result"
        return result
    finally:
        world.recorder.job_ended(job.index, outcome)


# What `threading.Thread` does in a simulation. Its methods are replaced rather than the class, so
# that subclasses, `threading.Timer` and whoever imported it before have simulated threads too.

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
    world = schedule()
    lane = thread._lane = Lane(self.name, _thread(self), _context_of(self))
    lane.ident = thread._ident = thread._native_id = world.next_ident()
    lane.daemon = self.daemon
    _threading._active[lane.ident] = self
    thread._started.set()
    world.lanes.add(lane)
    # As in CPython, where the caller waits until the thread runs, and the thread goes on running.
    with world.starting():
        lane.go_on()


def _context_of(thread: Any) -> Context:
    """The context variables that a new thread has: none, unless asked for (3.14)."""
    given = getattr(thread, "_context", None)
    if given is not None:
        return cast("Context", given)
    return copy_context() if getattr(sys.flags, "thread_inherit_context", 0) else Context()


def _thread(thread: Any) -> Steps[None]:
    """As `threading.Thread._bootstrap_inner`."""
    world = schedule()
    run: Any = thread.run
    if not _is_plumbing(thread):
        target = getattr(thread, "_target", None)
        run = Job(run, (), "thread", shown=target or run)
    try:
        yield from call(run)
    except (NotSimulated, Stopped) as error:
        world.fail(error)
    except BaseException as error:
        without_own_frames(error)
        thread._invoke_excepthook(thread)
    finally:
        _threading._active.pop(thread.ident, None)
        world.lanes.discard(thread._lane)


def _is_plumbing(thread: Any) -> bool:
    """Whether the program did not start this thread, but an executor or a loop of its own."""
    target = getattr(thread, "_target", None)
    module = getattr(getattr(target, "__func__", target), "__module__", None)
    return module in {"concurrent.futures.thread", "asyncio.base_events", _loop_module}


_loop_module = __name__.replace("simulated_threads", "simulated_loop")


def join(self: threading.Thread, timeout: float | None = None) -> None:
    """As `threading.Thread.join`."""
    if not hasattr(self, "_lane") and not is_simulated():
        return _real_join(self, timeout)
    return drive(_join(self, timeout))


@suspends(join)
def _join(thread: Any, timeout: float | None = None) -> Steps[None]:
    if not getattr(thread, "_initialized", False):
        raise RuntimeError("Thread.__init__() not called")
    if not thread._started.is_set():
        raise RuntimeError("cannot join thread before it is started")
    if thread is threading.current_thread():
        raise RuntimeError("cannot join current thread")
    lane: Lane | None = getattr(thread, "_lane", None)
    if lane is None:
        raise NotSimulated("waiting for a thread that began before the simulation")
    yield from lane.join(timeout)


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


METHODS: dict[str, Any] = {"start": start, "join": join, "is_alive": is_alive, "__repr__": repr_of}
"""What to put into `threading.Thread`."""


def start_new_thread(*args: Any, **kwargs: Any) -> Any:
    """`_thread.start_new_thread`."""
    raise NotSimulated("`_thread.start_new_thread`", instead="use threading.Thread")


def abandon_all() -> None:
    """What never ended goes unheard, as threads do that an interpreter leaves behind."""
    world = schedule()
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for lane in list(world.lanes):
            if isinstance(lane, Lane):
                lane.close()


def wait_for_all() -> None:
    """Wait for all threads but daemons, as the interpreter does before it exits."""
    world = schedule()
    while True:
        waiting = [each for each in world.lanes if isinstance(each, Lane) and not each.daemon]
        if not waiting:
            return
        drive(min(waiting, key=lambda lane: lane.ident).join(None))
