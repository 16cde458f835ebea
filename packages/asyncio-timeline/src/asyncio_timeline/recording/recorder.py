"""Watches a run of an asyncio program without touching its tasks.

Every step of every task, and every callback, goes through `asyncio.events.Handle`: its `__init__`
tells who made the step ready, its `_run` when it ran. No coroutine, task or future is wrapped or
kept alive, no exception is retrieved, and nothing of the program is called, so the program prints
the same with and without a recorder.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.tasks
import functools
import inspect
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from types import CoroutineType, FrameType, TracebackType
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar, cast

from asyncio_timeline.recording import cancelling
from asyncio_timeline.recording import executors as real_executors
from asyncio_timeline.recording import lines as executed_lines
from asyncio_timeline.recording.splice import When, splice
from asyncio_timeline.recording.tables import (
    Asker,
    At,
    CancellationRecord,
    CauseRecord,
    JobRecord,
    LineRecord,
    PrintRecord,
    StepRecord,
    Tables,
    TaskRecord,
)
from asyncio_timeline.recording.timers import Timers
from asyncio_timeline.recording.values import code_of, function_name, own_name, short
from asyncio_timeline.recording.waiting import Known, wait_of
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.timeline import LaneKind, Outcome, Through, Timeline

# The accelerated task and the one in Python; neither is a subclass of the other.
_TASKS: tuple[type[asyncio.Task[Any]], ...] = (asyncio.Task, asyncio.tasks._PyTask)  # type: ignore[attr-defined]
# The methods of a task that a loop calls to run a step (Modules/_asynciomodule.c, tasks.py).
_STEPS = frozenset({"task_wakeup", "__step", "__wakeup"})
# The coroutines that `asyncio.Runner.close` runs by itself.
_RUNNERS_OWN = frozenset({"shutdown_asyncgens", "shutdown_default_executor"})
# With more live tasks than this, most cancellations are noticed when their task runs next.
_MOST_SCANNED = 1_000

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(eq=False)
class _EagerStart:
    """A call of `create_task` that may run the first step of the new task inside of it."""

    step: StepRecord
    coroutine: object
    creator: TaskRecord | None
    line: int | None


class Place(NamedTuple):
    """Where a thread is: in a step, or in a job; `cause` is that of what is made ready there.

    `asker` is set in what of asyncio asks tasks to cancel; elsewhere whoever is the cause asks.
    """

    step: StepRecord | None = None
    job: JobRecord | None = None
    cause: CauseRecord = CauseRecord("outside")
    starting: _EagerStart | None = None
    asker: Asker | None = None

    @property
    def asks(self) -> Asker:
        """Who asks a task to cancel that is asked here."""
        return self.asker or Asker(self.cause)


_OUTSIDE = Place()

_recording: weakref.WeakSet[Recorder] = weakref.WeakSet()


def _forget_in_child() -> None:
    for recorder in _recording:
        recorder.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)


class Recorder:
    """Records what happens between `install` and `uninstall`. Several threads may call it.

    files       absolute paths, as in `co_filename`, of the program's own code. Lines are theirs.
                A callback that is defined elsewhere is no step: what it makes ready counts as
                made ready by whoever made the callback ready
    clock       seconds, the clock of the program's event loops: `time.monotonic`, or a simulated
                one. Reading it must not move it
    lines       whether to record executed lines (CPython 3.12 and newer)
    max_events  records in all tables together. Past them nothing is added any more, and the
                timeline says that it was cut. Lines take half of them at most

    `failure` is the recorder's own mistake, if it made one: it then stopped recording.
    """

    def __init__(
        self,
        files: Collection[str],
        *,
        clock: Callable[[], float] = time.monotonic,
        lines: bool = True,
        max_events: int = 20_000,
    ) -> None:
        self.files = frozenset(files)
        self.failure: Exception | None = None
        self.clock = clock
        self._wants_lines = lines
        self._room = max_events
        self._room_for_lines = max_events // 2
        self._cut = False
        self._start = 0.0
        self._end: At | None = None
        self._notes = 0
        self._installed = False
        # Reentrant, as a weak reference may report the end of a task at any point.
        self._lock = threading.RLock()
        self._here = threading.local()
        self._tables = Tables()
        self._task_of = WeakMap[TaskRecord]()
        self._live: dict[int, TaskRecord] = {}
        self._causes = WeakMap[CauseRecord]()  # of handles
        self._jobs = WeakMap[JobRecord]()  # of futures, asyncio's and concurrent's
        self._timers = Timers()
        self._acted_outside = False
        self._undo: list[Callable[[], None]] = []

    # ------------------------------------------------------------------- on and off

    def install(self, *, executors: bool = True) -> None:
        """Begin. `executors=False` if the caller tells of jobs itself (`job_submitted` etc.).

        Raises `splice.CannotSplice` if the source of asyncio is not there.
        """
        if self._installed or self._end is not None:
            raise RuntimeError("a recorder records one run")
        self._start = self.clock()
        self._installed = True
        _recording.add(self)
        loop, handle = asyncio.base_events.BaseEventLoop, asyncio.events.Handle
        try:
            self.splice(handle.__init__, "enter", self._scheduled)
            self.splice(handle._run, "around", self._runs)
            self.splice(loop.create_task, "returned", self._creates_task)
            cancelling.install(self)
            if executors:
                real_executors.install(self)
            if self._wants_lines:
                self.undo_later(executed_lines.listen(self.files, self._line))
        except BaseException:
            self.uninstall()
            raise

    def uninstall(self) -> None:
        """End. Everything is as before; the timeline stays."""
        while self._undo:
            self._undo.pop()()
        with self._lock:
            if self._installed:
                self._settle_all()
                self._end = self._now()
                self._installed = False

    def forget(self) -> None:
        """Record nothing more, take no lock. For the child of a fork, which runs on as a copy."""
        self._lock = threading.RLock()
        self._room = self._room_for_lines = 0
        self._installed = False

    def __enter__(self) -> Recorder:
        self.install()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.uninstall()

    def splice(self, function: Callable[..., Any], when: When, report: Callable[..., Any]) -> None:
        """`splice.splice` until `uninstall`; a mistake of `report` does not reach the program."""
        self.undo_later(splice(function, when, self.guarded(report)))

    def undo_later(self, undo: Callable[[], None]) -> None:
        """Have `uninstall` call `undo`, the last one first."""
        self._undo.append(undo)

    def guarded(self, report: Callable[Parameters, Result]) -> Callable[Parameters, Result | None]:
        """`report`, except that its mistakes end the recording instead of the program."""

        def guard(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result | None:
            try:
                return report(*args, **kwargs)
            except Exception as failure:
                self.failure = self.failure or failure
                self._room, self._cut = 0, True
                return None

        return guard

    def timeline(self, program: str, *, simulated: bool = False) -> Timeline:
        """What was recorded so far. `program` is its name in the timeline."""
        with self._lock:
            if self._installed:
                self._settle_all()
            return self._tables.timeline(
                program,
                simulated=simulated,
                start=self._start,
                end=self._end or self._now(),
                cut=self._cut,
            )

    # ------------------------------------------------------------------------ jobs

    def job_submitted(
        self,
        kind: LaneKind,
        function: Callable[..., object],
        args: tuple[object, ...] = (),
        *,
        future: object | None = None,
    ) -> int:
        """A job was handed to an executor or thread. Returns its index, -1 if there is no room.

        `future` is any object that stands for the job in `link_future` or `job_of`.
        """
        with self._lock:
            if not self._has_room():
                return -1
            record = JobRecord(
                index=len(self._tables.jobs),
                kind=kind,
                function=function_name(function),
                task=self._current_task(),
                line=self.own_line(),
                submitted=self._now(),
            )
            self._tables.jobs.append(record)
        if future is not None:
            self._jobs[future] = record
        return record.index

    def job_started(self, index: int, lane: str, *, time: float | None = None) -> None:
        """`lane` began to run the job, now or at `time` on the recorder's clock."""
        if index >= 0:
            job = self._tables.jobs[index]
            job.lane, job.start = lane, self._now(time)

    def job_ended(self, index: int, outcome: Outcome, *, time: float | None = None) -> None:
        """The job ended, now or at `time`; `cancelled` if it never ran. The first call counts."""
        if index >= 0 and self._tables.jobs[index].end is None:
            job = self._tables.jobs[index]
            job.outcome, job.end = outcome, self._now(time)

    def link_future(self, index: int, future: object) -> None:
        """`future` stands for the job: who waits for it waits for the job."""
        if index >= 0:
            self._jobs[future] = self._tables.jobs[index]

    def job_of(self, future: object) -> int:
        """The index of the job that `future` stands for, -1 if it stands for none."""
        job = self._jobs.get(future)
        return -1 if job is None else job.index

    @contextmanager
    def in_job(self, index: int) -> Generator[None, None, None]:
        """What this thread prints and executes until exit belongs to the job."""
        leave = self.enter_job(index)
        try:
            yield
        finally:
            leave()

    def enter_job(self, index: int) -> Callable[[], None]:
        """`in_job` without `with`. Returns what leaves it."""
        if index < 0:
            return self._go(_OUTSIDE)
        job = self._tables.jobs[index]
        return self._go(Place(None, job, CauseRecord("job", job=job)))

    # ---------------------------------------------------------------- cancellations

    def asks(
        self, through: Through, owner: object, line: int | None, whom: Iterable[object]
    ) -> Callable[[], object]:
        """What this thread asks to cancel until it calls what is returned, asyncio asks.

        `owner` is the task whose group or timeout asks. With very many tasks, only those of `whom`
        are looked at.
        """
        place = self._place
        self._note_cancellations(place.asks, whom)
        asker = Asker(place.asks.cause, through, self._record(owner), line)
        back = self._go(place._replace(asker=asker))

        def leave() -> None:
            back()
            self._note_cancellations(asker, whom)

        return self.guarded(leave)

    # --------------------------------------------------------------- prints and lines

    def printed(
        self, text: str, stream: Literal["stdout", "stderr"], *, time: float | None = None
    ) -> None:
        """The program printed a line, given without its end, now or at `time`."""
        place = self._place
        with self._lock:
            if self._has_room():
                at = self._now(time)
                line = self.own_line()
                self._tables.prints.append(
                    PrintRecord(at, text, stream, line, place.step, place.job)
                )

    def own_line(self) -> int | None:
        """The line of the program's own code that this thread is in."""
        frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
        while frame is not None:
            if frame.f_code.co_filename in self.files:
                return frame.f_lineno
            frame = frame.f_back
        return None

    def _line(self, number: int) -> bool:
        with self._lock:
            if self._room_for_lines <= 0:
                self._cut = True
                return False
            if self._has_room():
                self._room_for_lines -= 1
                place = self._place
                self._tables.lines.append(LineRecord(self._now(), number, place.step, place.job))
            return True

    # ------------------------------------------------------------------ what is shared

    def _now(self, time: float | None = None) -> At:
        with self._lock:
            self._notes += 1
            return At(self.clock() if time is None else time, self._notes)

    def _has_room(self) -> bool:
        """Take the room of one record, if there is any."""
        if not self._installed:
            return False
        if self._room > 0:
            self._room -= 1
            return True
        self._cut = True
        return False

    @property
    def _place(self) -> Place:
        return cast("Place", getattr(self._here, "place", _OUTSIDE))

    def _go(self, place: Place) -> Callable[[], None]:
        """Move this thread to `place`. Returns what moves it back."""
        before = self._place
        self._here.place = place

        def back() -> None:
            self._here.place = before

        return back

    # ------------------------------------------------------------------------- tasks

    def _current_task(self) -> TaskRecord | None:
        if self._place.job is not None:
            return None
        try:
            return self._record(asyncio.current_task())
        except RuntimeError:  # no loop runs in this thread
            return None

    def _record(self, task: object) -> TaskRecord | None:
        """What is recorded of a task, which is added when it is seen for the first time."""
        if not isinstance(task, _TASKS):
            return None
        seen: asyncio.Task[Any] = task  # pyright: ignore[reportUnknownVariableType]
        return self._task_of.get(seen) or self._add_task(seen)

    def _add_task(self, task: asyncio.Task[Any]) -> TaskRecord | None:
        # `get_coro` of a finished eager task crashes CPython 3.12.1.
        coroutine: object = None if task.done() else task.get_coro()
        starting = self._place.starting
        if starting is not None and _runs_in(starting, coroutine):
            coroutine, creator, line = starting.coroutine, starting.creator, starting.line
            created = starting.step.start
        else:
            starting = None
            creator, line = self._creator_of(task), self.own_line()
            created = self._now()
        with self._lock:
            if not self._has_room():
                return None
            record = TaskRecord(
                name=task.get_name(),
                coroutine=own_name(getattr(coroutine, "__qualname__", type(coroutine).__name__)),
                parent=creator,
                line=line,
                created=created,
                hidden=_is_the_runners(coroutine, self.files),
                eager=starting is not None,
            )
            if not record.hidden:
                record.id = len(self._tables.tasks)
                self._tables.tasks.append(record)
            key = id(record)
            record.task = weakref.ref(task, lambda _: self._collected(key))
            self._task_of[task] = record
            self._live[key] = record
        if starting is not None:
            starting.step.task, starting.step.void = record, False
        return record

    def _creator_of(self, created: object) -> TaskRecord | None:
        try:
            current = asyncio.current_task()
        except RuntimeError:
            return None
        record = None if current is created else self._record(current)
        return None if record is None or record.hidden else record

    def _collected(self, key: int) -> None:
        record = self._live.pop(key, None)
        if record is not None and self._installed:
            record.outcome, record.ended = "destroyed", self._now()

    def _settle(self, record: TaskRecord) -> bool:
        """Note how the task ended, if it is done, and return whether it is."""
        task = record.task()
        if task is None:
            return False
        record.name = task.get_name()
        if not task.done():
            return False
        if record.ended is not None:
            return True
        record.ended = self._now()
        self._live.pop(id(record), None)
        # `task.exception()` would count as retrieving it, and silence "never retrieved".
        error: object = getattr(task, "_exception", None)
        result: object = getattr(task, "_result", None)
        if task.cancelled():
            record.outcome = "cancelled"
        elif error is not None:
            record.outcome, record.value = "exception", short(error)
        else:
            record.outcome = "result"
            record.value = None if result is None else short(result)
        return True

    def _settle_all(self) -> None:
        for record in list(self._live.values()):
            self._settle(record)

    def _note_cancellations(self, asker: Asker, whom: Iterable[object] | None = ()) -> None:
        """Note that `asker` asked each task that was asked to cancel since the last time.

        With very many tasks, only those of `whom` are looked at, unless that is None.
        """
        records = list(self._live.values())
        if len(records) > _MOST_SCANNED and whom is not None:
            records = [found for each in whom if (found := self._record(each)) is not None]
        new: dict[TaskRecord, int] = {}
        for record in records:
            task = record.task()
            if task is None:
                continue
            asked = task.cancelling()
            if asked > record.asked_to_cancel and not record.hidden:
                new[record] = asked - record.asked_to_cancel
            record.asked_to_cancel = asked
        if not new:
            return
        if asker.cause.kind in ("outside", "job") and cancelling.run_is_ending():
            asker = asker._replace(through="asyncio.run")
        for record, by in cancelling.requests(new, asker, self._task_of.get):
            if self._has_room():
                self._tables.cancellations.append(CancellationRecord(self._now(), record, by))

    # -------------------------------------------------------------------------- steps

    def _scheduled(
        self,
        handle: asyncio.Handle,
        *parameters: Any,  # of Handle.__init__: callback, args, loop, context
    ) -> None:
        """`Handle.__init__` was entered: who makes the callback ready?"""
        if self._room <= 0 or not self._installed:
            return
        callback, args = parameters[0], parameters[1]
        place = self._place
        cause = place.cause
        if cause.kind in ("outside", "job"):
            self._acted_outside = True
        if isinstance(handle, asyncio.TimerHandle):
            cause = CauseRecord("timer")
            self._timers.note(handle, callback, args)
        elif cause.kind == "outside":
            # The end of a job reaches the loop as _set_state(future, its source), called soon
            # (asyncio/futures.py, _chain_future).
            for each in args or ():
                job = self._jobs.get(each)
                if job is not None and job.end is not None:
                    cause = CauseRecord("job", job=job)
        self._record(_stepped(callback))
        self._causes[handle] = cause

    def _runs(self, handle: asyncio.Handle) -> Callable[[], object] | None:
        """`Handle._run` was entered: a step begins. What is returned ends it."""
        if not self._installed:
            return None
        callback = cast("Callable[..., object] | None", getattr(handle, "_callback", None))
        if callback is None:
            return None
        if self._room <= 0:
            # Nothing is added any more, but how the tasks that are known end is still noted.
            known = self._task_of.get(_stepped(callback))
            return None if known is None else self.guarded(functools.partial(self._settle, known))
        if self._acted_outside:
            self._acted_outside = False
            whom = None if cancelling.run_is_ending() else ()
            self._note_cancellations(self._place.asks, whom)
        cause = self._causes.pop(handle) or _OUTSIDE.cause
        task = _stepped(callback)
        record = self._record(task)
        if len(self._live) > _MOST_SCANNED:
            self._note_cancellations(_OUTSIDE.asks, (task,))
        step = None
        if record is not None and not record.hidden:
            step = self._begin_step(cause, task=record)
        elif task is None and self._is_own(callback):
            step = self._begin_step(cause, callback=function_name(callback))
        inside = Place(step, cause=cause if step is None else CauseRecord("step", step))
        return self.guarded(functools.partial(self._ran, self._go(inside), step, record))

    def _is_own(self, callback: Callable[..., object]) -> bool:
        code = code_of(callback)
        return code is not None and code.co_filename in self.files

    def _begin_step(
        self, cause: CauseRecord, *, task: TaskRecord | None = None, callback: str | None = None
    ) -> StepRecord | None:
        with self._lock:
            if not self._has_room():
                return None
            step = StepRecord(task, callback, self._now(), cause)
            self._tables.steps.append(step)
            return step

    def _ran(
        self,
        back: Callable[[], None],
        step: StepRecord | None,
        record: TaskRecord | None,
    ) -> None:
        """`Handle._run` is being left."""
        self._note_cancellations(self._place.asks)
        back()
        if step is not None:
            self._end_step(step)
        elif record is not None:
            self._settle(record)

    def _end_step(self, step: StepRecord) -> None:
        record = step.task
        task = None if record is None else record.task()
        if record is not None and task is not None:
            if self._settle(record):
                step.outcome = record.outcome
            else:
                step.wait = wait_of(task, self._known)
        step.end = self._now()

    @functools.cached_property
    def _known(self) -> Known:
        def task_id(thing: object) -> int | None:
            record = self._task_of.get(thing)
            return None if record is None or record.hidden else record.id

        def job_index(future: object) -> int | None:
            job = self._jobs.get(future)
            return None if job is None else job.index

        def seconds(when: float | None) -> float | None:
            return None if when is None else round(when - self._start, 6)

        return Known(
            files=self.files,
            task=task_id,
            job=job_index,
            until=lambda future: seconds(self._timers.of_future(future)),
            timeout=lambda task: seconds(self._timers.of_task(task)),
        )

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
        outer = self._place
        creator, line = self._creator_of(None), self.own_line()
        step = self._begin_step(outer.cause)
        if step is None:
            return None
        step.void, step.part_of = True, outer.step
        starting = _EagerStart(step, coroutine, creator, line)
        back = self._go(Place(step, None, CauseRecord("step", step), starting))

        def leave(*returned: object) -> None:
            for task in returned:
                self._record(task)
                return
            back()
            starting.coroutine = None
            if not step.void:
                self._end_step(step)

        return self.guarded(leave)


def _runs_in(starting: _EagerStart, coroutine: object) -> bool:
    """Whether a task with this coroutine, None if it is done, has started inside of the call."""
    if not starting.step.void:
        return False
    if coroutine is None:
        return True
    return (
        coroutine is starting.coroutine
        and isinstance(coroutine, CoroutineType)
        and inspect.getcoroutinestate(cast("Any", coroutine)) != inspect.CORO_CREATED
    )


def _is_the_runners(coroutine: object, files: Collection[str]) -> bool:
    code = coroutine.cr_code if isinstance(coroutine, CoroutineType) else None
    return code is not None and code.co_name in _RUNNERS_OWN and code.co_filename not in files


def _stepped(callback: object) -> object:
    """The task of which `callback` runs a step, or None.

    `task.add_done_callback(other.cancel)` schedules a method of a task, too, which is no step.
    """
    task: object = getattr(callback, "__self__", None)
    if not isinstance(task, _TASKS):
        return None
    name = getattr(callback, "__name__", None)
    is_step = name in _STEPS or type(callback).__name__ == "TaskStepMethWrapper"
    return cast("object", task) if is_step else None
