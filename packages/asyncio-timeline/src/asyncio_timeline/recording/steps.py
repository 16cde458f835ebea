"""The steps of a run: what the loop ran in one go, who made it ready, and how it ended."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from asyncio_timeline.recording.jobs import Jobs
from asyncio_timeline.recording.notebook import OUTSIDE, At, Moments, Notebook, Origin, Record
from asyncio_timeline.recording.sources import Sources
from asyncio_timeline.recording.tasks import EagerStart, TaskRecord, Tasks
from asyncio_timeline.recording.timers import Timers
from asyncio_timeline.recording.waiting import Known, wait_of
from asyncio_timeline.timeline import Cause, Outcome, Step, Wait

SLOW = 0.1
"""Seconds that a library's callback may hold the loop up until it is shown, as in asyncio's own
debug mode (`loop.slow_callback_duration`)."""


@dataclass(eq=False)
class StepRecord(Origin):
    """A step of `task`, or of a callback.

    Of some it is not known at first whether they are steps at all; until then they are `void`:

    eager  the first step of a task that may start inside of `create_task`. If no task starts there,
           what happens belongs to the outer step, `part_of`, if there is one
    quiet  a callback of a library or of asyncio itself, in which no code of the program runs. It
           is shown only if it blocks the loop. Otherwise what it does counts as done by whoever
           made it ready
    """

    table = "steps"
    kind = "step"
    by_time = True

    task: TaskRecord | None
    callback: str | None
    start: At
    made_ready_by: Origin
    end: At | None = None
    wait: Wait | None = None
    outcome: Outcome | None = None
    eager: EagerStart | None = None
    quiet: Callable[[], bool] | None = None
    part_of: Origin | None = None

    @property
    def void(self) -> bool:
        return self.quiet is not None or (self.eager is not None and self.eager.record is None)

    @property
    def whose(self) -> TaskRecord | None:
        """The task, also if it started eagerly."""
        return self.task if self.eager is None else self.eager.record

    def who(self) -> Record:
        return self.whose or self

    def shown(self) -> Origin:
        if not self.void:
            return self
        if self.quiet is not None:
            return self.made_ready_by.shown()
        return OUTSIDE if self.part_of is None else self.part_of.shown()

    def within(self) -> Origin | None:
        if not self.void:
            return self
        return None if self.part_of is None else self.part_of.within()

    def is_acted_in(self) -> None:
        # There may be no room to show it.
        if self.quiet is not None and self.quiet():
            self.quiet = None

    def moments(self) -> tuple[At | None, ...]:
        return self.start, self.end

    def cause(self) -> Cause:
        shown = self.shown()
        return Cause("step", self.index) if shown is self else shown.cause()

    def fixed(self, moments: Moments) -> Step:
        return Step(
            index=self.index,
            task=None if self.whose is None else self.whose.index,
            callback=self.callback,
            start=moments[self.start],
            # A step that is under way when the program is interrupted ends there.
            end=moments.end if self.end is None else moments[self.end],
            cause=self.made_ready_by.cause(),
            wait=self.wait,
            outcome=self.outcome,
        )


def _is_over() -> bool:
    """For a quiet step that is over: what could show it would keep its callback alive."""
    return False


class Steps:
    """Begins and ends steps."""

    def __init__(
        self, notebook: Notebook, sources: Sources, tasks: Tasks, jobs: Jobs, timers: Timers
    ) -> None:
        self._notebook = notebook
        self._sources = sources
        self._tasks = tasks
        self._jobs = jobs
        self._timers = timers

    def begin(
        self, made_ready_by: Origin, *, task: TaskRecord | None = None, callback: str | None = None
    ) -> StepRecord | None:
        """A step begins now. None if there is no room."""
        with self._notebook.lock:
            if not self._notebook.take_room():
                return None
            now = self._notebook.now()
            return self._notebook.add(StepRecord(task, callback, now, made_ready_by))

    def begin_quietly(self, made_ready_by: Origin, callback: Callable[[], str]) -> StepRecord:
        """A callback that is not the program's own begins now. `callback` gives its name."""
        step = StepRecord(None, None, self._notebook.now(), made_ready_by)

        def show() -> bool:
            with self._notebook.lock:
                if not self._notebook.take_room():
                    return False
                step.callback = callback()
                self._notebook.add(step)
                return True

        step.quiet = show
        return step

    def end(self, step: StepRecord) -> None:
        """The step ends now: note what its task waits for, or how it ended."""
        record = step.whose
        task = None if record is None else record.task()
        if record is not None and task is not None:
            if self._tasks.settle(record):
                step.outcome = record.outcome
            else:
                step.wait = wait_of(task, self._known)
        step.end = self._notebook.now()
        if step.quiet is not None:
            if step.end.time - step.start.time >= SLOW:
                step.is_acted_in()
            step.quiet = None if step.quiet is None else _is_over

    @functools.cached_property
    def _known(self) -> Known:
        start = self._notebook.start

        def task_id(thing: object) -> int | None:
            record = self._tasks.known(thing)
            return None if record is None or record.hidden else record.index

        def job_index(future: object) -> int | None:
            job = self._jobs.known(future)
            return None if job is None else job.index

        def seconds(when: float | None) -> float | None:
            return None if when is None else round(when - start, 6)

        return Known(
            sources=self._sources,
            task=task_id,
            job=job_index,
            until=lambda future: seconds(self._timers.of_future(future)),
            timeout=lambda task: seconds(self._timers.of_task(task)),
        )
