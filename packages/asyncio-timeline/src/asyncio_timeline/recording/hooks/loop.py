"""Hooks into the event loop.

Every step of every task, and every callback, goes through `asyncio.events.Handle`: its `__init__`
tells who made the step ready, its `_run` when it ran. The first step of an eager task goes through
none, but runs inside of `create_task`.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.futures
import functools
import sys
from asyncio import selector_events
from collections.abc import Callable, Iterator
from types import BuiltinMethodType, MethodType
from typing import Any, cast

if sys.platform != "win32":
    from asyncio import unix_events

from asyncio_timeline.recording.cancellations import MOST_SCANNED, Cancellations, run_is_ending
from asyncio_timeline.recording.hooks.guard import Hooks
from asyncio_timeline.recording.jobs import Jobs
from asyncio_timeline.recording.notebook import OUTSIDE, TIMER, Notebook, Origin
from asyncio_timeline.recording.sources import Sources, Spot
from asyncio_timeline.recording.steps import StepRecord, Steps
from asyncio_timeline.recording.tasks import KINDS, EagerStart, TaskRecord, Tasks
from asyncio_timeline.recording.timers import Timers
from asyncio_timeline.recording.values import function_name, is_a, name_of, plain_attribute
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.recording.whereabouts import Place, Whereabouts

# The methods of a task that a loop calls to run a step (Modules/_asynciomodule.c, tasks.py).
_STEPS = frozenset({"task_wakeup", "__step", "__wakeup"})
_THREADSAFE = "run_coroutine_threadsafe.<locals>.callback"
_METHODS = (MethodType, BuiltinMethodType)


_hand_over: Callable[..., object] = cast("Any", asyncio.futures)._set_concurrent_future_state


class LoopHooks:
    """What the methods of `Handle` and of the loop report."""

    def __init__(
        self,
        notebook: Notebook,
        sources: Sources,
        whereabouts: Whereabouts,
        tasks: Tasks,
        jobs: Jobs,
        steps: Steps,
        timers: Timers,
        cancellations: Cancellations,
    ) -> None:
        self._notebook = notebook
        self._sources = sources
        self._whereabouts = whereabouts
        self._tasks = tasks
        self._jobs = jobs
        self._steps = steps
        self._timers = timers
        self._cancellations = cancellations
        # For each handle: who made it ready. If another thread did, also the line where it did so.
        self._made_ready_by = WeakMap[tuple[Origin, Spot | None]]()
        self._acted_outside = False

    def install(self, hooks: Hooks) -> None:
        """Report from now on."""
        loop, handle = asyncio.base_events.BaseEventLoop, asyncio.events.Handle
        hooks.splice(handle.__init__, "enter", self._scheduled)
        hooks.splice(handle._run, "around", self._runs)
        hooks.splice(loop.create_task, "returned", self._creates_task)
        hooks.splice(_hand_over, "enter", self._hands_over)
        hooks.splice(loop._check_running, "enter", self._begins_to_run)  # type: ignore[attr-defined]
        hooks.splice(loop.call_exception_handler, "enter", self._failed)
        for registers in _registering():
            if "<locals>" in registers.__code__.co_qualname:
                continue  # a simulation refuses it: nothing is ever registered
            hooks.splice(registers, "around", self._registers)

    # ------------------------------------------------------------------------- handles

    def _scheduled(
        self,
        handle: asyncio.Handle,
        *parameters: Any,  # of Handle.__init__: callback, args, loop, context
    ) -> None:
        """`Handle.__init__` was entered: who makes the callback ready?"""
        if self._notebook.full:
            return
        callback, args = parameters[0], parameters[1]
        origin, line = self._whereabouts.here.origin, None
        from_outside = origin.shown().kind in ("outside", "job")
        if from_outside:
            self._acted_outside = True
        if isinstance(handle, asyncio.TimerHandle):
            origin = TIMER
            self._timers.note(handle, callback, args)
        elif origin.shown().kind == "outside":
            # The end of a job reaches the loop as _set_state(future, its source), called soon
            # (asyncio/futures.py, _chain_future).
            for each in args or ():
                job = self._jobs.known(each)
                if job is not None and job.end is not None:
                    origin = job
        task = _stepped(callback)
        if task is not None:
            self._tasks.seen(task)
        elif from_outside or plain_attribute(callback, "__qualname__") == _THREADSAFE:
            line = self._sources.line()
        self._made_ready_by[handle] = origin, line

    def _registers(self, *parameters: object) -> Callable[[], object]:
        """A callback for a file or a signal is registered, which somebody else will make ready."""
        here = self._whereabouts.here
        return self._whereabouts.go(here._replace(origin=OUTSIDE))

    def _begins_to_run(self, loop: object) -> None:
        """A loop begins to run. Before it, `asyncio.run` may have cancelled tasks."""
        self._acted_outside = True

    def _runs(self, handle: asyncio.Handle) -> Callable[[], object] | None:
        """`Handle._run` was entered: a step begins. What is returned ends it."""
        if not self._notebook.recording:
            return None
        callback = cast("Callable[..., object] | None", plain_attribute(handle, "_callback"))
        if callback is None:
            return None
        task = _stepped(callback)
        if self._notebook.full:
            # Nothing is added any more, but how the tasks that are known end is still noted.
            known = self._tasks.known(task)
            return None if known is None else functools.partial(self._tasks.settle, known)
        record = self._tasks.seen(task)
        self._note_what_was_asked_outside(record)
        origin, line = self._made_ready_by.pop(handle) or (OUTSIDE, None)
        origin = origin.shown()
        if record is None and task is not None:  # no room
            return None
        if record is not None and record.hidden:
            place = Place(None, origin)
            step = None
        else:
            if record is not None:
                step, line = self._steps.begin(origin, task=record), record.line
            elif self._sources.define(callback):
                step = self._steps.begin(origin, callback=function_name(callback))
            else:
                step = self._steps.begin_quietly(origin, lambda: self._name(callback))
            place = Place(step, step or origin, line=line)
        return functools.partial(self._ran, self._whereabouts.go(place), step, record)

    def _name(self, callback: Callable[..., object]) -> str:
        """The name of a library's callback: that of the program's function it calls, if it does."""
        return self._sources.entered() or function_name(callback)

    def _note_what_was_asked_outside(self, record: TaskRecord | None) -> None:
        """Whoever has asked tasks to cancel since the last step was itself no step."""
        asks = self._whereabouts.here.asks
        asked = record is not None and self._cancellations.was_asked(record)
        if self._acted_outside or asked:
            self._acted_outside = False
            self._cancellations.note(asks, None if run_is_ending() else ())
        if asked and self._tasks.number_live > MOST_SCANNED and record is not None:
            self._cancellations.note(asks, (record.task(),))

    def _ran(
        self, back: Callable[[], None], step: StepRecord | None, record: TaskRecord | None
    ) -> None:
        """`Handle._run` is being left."""
        self._cancellations.note(self._whereabouts.here.asks)
        back()
        if step is not None:
            if record is None and isinstance(sys.exc_info()[1], (SystemExit, KeyboardInterrupt)):
                step.outcome = "exception"
            self._steps.end(step)
        elif record is not None:
            self._tasks.settle(record)

    def _hands_over(self, future: Any, source: object) -> None:
        """The result of a task goes to the future that `run_coroutine_threadsafe` returned.

        Whoever is in its `result()` or `exception()` waits for its condition.
        """
        record = self._tasks.known(source)
        if record is not None and future._condition._waiters:
            record.awaited_by_thread = True

    def _failed(self, loop: object, context: object) -> None:
        """The loop is told of an exception: that of a callback names its handle."""
        inside = self._whereabouts.here.inside
        if type(context) is not dict or not isinstance(inside, StepRecord):
            return
        if "handle" in context and "exception" in context and inside.whose is None:
            inside.is_acted_in()
            inside.outcome = "exception"

    # ------------------------------------------------------------------- eager tasks

    def _creates_task(
        self, loop: asyncio.AbstractEventLoop, coroutine: object, *options: object
    ) -> Callable[..., object] | None:
        """`create_task` was entered. An eager task runs its first step in there.

        Whether it is one turns out later: the step is void until then.
        """
        eager = any(isinstance(each, dict) and "eager_start" in each for each in options)
        if not eager and loop.get_task_factory() is None:
            return None
        outer = self._whereabouts.here
        self._cancellations.note(outer.asks)
        creator, line = self._tasks.creator(), self._tasks.line()
        step = self._steps.begin(outer.origin)
        if step is None:
            return None
        step.eager = EagerStart(coroutine, creator, line, step.start, outer.origin)
        step.part_of = outer.inside
        started = self._tasks.start_eagerly(step.eager)
        back = self._whereabouts.go(Place(step, step))

        def leave(*returned: object) -> None:
            started(*returned)
            if not returned:
                self._cancellations.note(self._whereabouts.here.asks)
                back()
                if not step.void:
                    self._steps.end(step)

        return leave


def _registering() -> Iterator[Callable[..., Any]]:
    """The methods of loops that make handles for what comes from the operating system."""
    yield selector_events.BaseSelectorEventLoop._add_reader  # type: ignore[attr-defined]
    yield selector_events.BaseSelectorEventLoop._add_writer  # type: ignore[attr-defined]
    if sys.platform != "win32":
        yield unix_events._UnixSelectorEventLoop.add_signal_handler  # pyright: ignore[reportPrivateUsage]


def _stepped(callback: object) -> object:
    """The task of which `callback` runs a step, or None.

    `task.add_done_callback(other.cancel)` schedules a method of a task, too, which is no step.
    """
    kind = type(callback)
    if kind not in _METHODS and name_of(kind) != "TaskStepMethWrapper":
        return None
    task = plain_attribute(callback, "__self__")
    if not is_a(task, *KINDS):
        return None
    is_step = kind not in _METHODS or plain_attribute(callback, "__name__") in _STEPS
    return cast("object", task) if is_step else None
