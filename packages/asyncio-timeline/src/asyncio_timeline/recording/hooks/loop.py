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
from collections.abc import Callable
from typing import Any, cast

from asyncio_timeline.recording.cancellations import MOST_SCANNED, Cancellations, run_is_ending
from asyncio_timeline.recording.hooks.guard import Hooks
from asyncio_timeline.recording.jobs import Jobs
from asyncio_timeline.recording.notebook import OUTSIDE, TIMER, Notebook, Origin
from asyncio_timeline.recording.sources import Sources
from asyncio_timeline.recording.steps import StepRecord, Steps
from asyncio_timeline.recording.tasks import KINDS, EagerStart, TaskRecord, Tasks
from asyncio_timeline.recording.timers import Timers
from asyncio_timeline.recording.values import function_name
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.recording.whereabouts import NOWHERE, Place, Whereabouts

# The methods of a task that a loop calls to run a step (Modules/_asynciomodule.c, tasks.py).
_STEPS = frozenset({"task_wakeup", "__step", "__wakeup"})


_hand_over = asyncio.futures._set_concurrent_future_state  # type: ignore[attr-defined]  # pyright: ignore


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
        self._made_ready_by = WeakMap[Origin]()  # of handles
        self._acted_outside = False

    def install(self, hooks: Hooks) -> None:
        """Report from now on."""
        loop, handle = asyncio.base_events.BaseEventLoop, asyncio.events.Handle
        hooks.splice(handle.__init__, "enter", self._scheduled)
        hooks.splice(handle._run, "around", self._runs)
        hooks.splice(loop.create_task, "returned", self._creates_task)
        hooks.splice(_hand_over, "enter", self._hands_over)

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
        origin = self._whereabouts.here.origin
        if origin.kind in ("outside", "job"):
            self._acted_outside = True
        if isinstance(handle, asyncio.TimerHandle):
            origin = TIMER
            self._timers.note(handle, callback, args)
        elif origin.kind == "outside":
            # The end of a job reaches the loop as _set_state(future, its source), called soon
            # (asyncio/futures.py, _chain_future).
            for each in args or ():
                job = self._jobs.known(each)
                if job is not None and job.end is not None:
                    origin = job
        self._tasks.seen(_stepped(callback))
        self._made_ready_by[handle] = origin

    def _runs(self, handle: asyncio.Handle) -> Callable[[], object] | None:
        """`Handle._run` was entered: a step begins. What is returned ends it."""
        if not self._notebook.recording:
            return None
        callback = cast("Callable[..., object] | None", getattr(handle, "_callback", None))
        if callback is None:
            return None
        if self._notebook.full:
            # Nothing is added any more, but how the tasks that are known end is still noted.
            known = self._tasks.known(_stepped(callback))
            return None if known is None else functools.partial(self._tasks.settle, known)
        if self._acted_outside:
            self._acted_outside = False
            whom = None if run_is_ending() else ()
            self._cancellations.note(self._whereabouts.here.asks, whom)
        origin = self._made_ready_by.pop(handle) or OUTSIDE
        task = _stepped(callback)
        record = self._tasks.seen(task)
        if self._tasks.number_live > MOST_SCANNED:
            self._cancellations.note(NOWHERE.asks, (task,))
        step = None
        if record is not None and not record.hidden:
            step = self._steps.begin(origin, task=record)
        elif task is None and self._sources.define(callback):
            step = self._steps.begin(origin, callback=function_name(callback))
        back = self._whereabouts.go(Place(step, origin if step is None else step))
        return functools.partial(self._ran, back, step, record)

    def _ran(
        self, back: Callable[[], None], step: StepRecord | None, record: TaskRecord | None
    ) -> None:
        """`Handle._run` is being left."""
        self._cancellations.note(self._whereabouts.here.asks)
        back()
        if step is not None:
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
        creator, line = self._tasks.creator(), self._sources.line()
        step = self._steps.begin(outer.origin)
        if step is None:
            return None
        step.eager = EagerStart(coroutine, creator, line, step.start)
        step.part_of = outer.inside
        started = self._tasks.start_eagerly(step.eager)
        back = self._whereabouts.go(Place(step, step))

        def leave(*returned: object) -> None:
            started(*returned)
            if not returned:
                back()
                if not step.void:
                    self._steps.end(step)

        return leave


def _stepped(callback: object) -> object:
    """The task of which `callback` runs a step, or None.

    `task.add_done_callback(other.cancel)` schedules a method of a task, too, which is no step.
    """
    task: object = getattr(callback, "__self__", None)
    if not isinstance(task, KINDS):
        return None
    name = getattr(callback, "__name__", None)
    is_step = name in _STEPS or type(callback).__name__ == "TaskStepMethWrapper"
    return cast("object", task) if is_step else None
