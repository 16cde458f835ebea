"""The tasks of a run: when each was first seen, who created it, how it ended.

No task is kept alive, no exception is retrieved, and no coroutine is touched.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import inspect
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import CoroutineType
from typing import Any, cast

from asyncio_timeline.own import is_own
from asyncio_timeline.recording.notebook import At, Moments, Notebook, Origin, Record
from asyncio_timeline.recording.sources import Sources, Spot, frames_in_the_loop, written
from asyncio_timeline.recording.values import function_name, is_a, plain_attribute, short
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.recording.whereabouts import Whereabouts
from asyncio_timeline.timeline import Outcome, Task

AnyTask = asyncio.Task[Any]
# The accelerated task and the one in Python; neither is a subclass of the other.
KINDS: tuple[type[AnyTask], ...] = (asyncio.Task, asyncio.tasks._PyTask)  # type: ignore[attr-defined]
# The coroutines that `asyncio.Runner.close` runs by itself.
_RUNNERS_OWN = frozenset({"shutdown_asyncgens", "shutdown_default_executor"})
_LIBRARY = asyncio.tasks.__file__.rpartition("tasks")[0]
# What functions of asyncio that create tasks are called; None: as `create_task`.
_MAKERS: dict[str, str | None] = {
    "create_task": None,
    "ensure_future": None,
    "_ensure_future": None,
    "_accept_connection": "server",
    "connection_made": "server",
}


def _plain(task: AnyTask) -> type[AnyTask]:
    """The class of asyncio that the task is built on; a subclass may override its methods."""
    return next(kind for kind in KINDS if is_a(task, kind))


def is_done(task: AnyTask) -> bool:
    """Whether the task has ended."""
    return _plain(task).done(task)


def coroutine_of(task: AnyTask) -> object:
    """The coroutine of a task that has not ended: asked of an eager one, CPython 3.12.1 crashes."""
    return _plain(task).get_coro(task)


def requests_to_cancel(task: AnyTask) -> int:
    """How many requests to cancel the task has got, less those that were withdrawn."""
    return _plain(task).cancelling(task)


def _maker() -> str | None:
    """The outermost function of asyncio in which this thread creates a task.

    None if it is one of those that create tasks and do nothing else.
    """
    outermost = None
    for frame in frames_in_the_loop():
        code = frame.f_code
        if code.co_filename.startswith(_LIBRARY):
            outermost = code
        elif not is_own(code.co_filename):
            break
    if outermost is None:
        return None
    name, _, _ = outermost.co_qualname.partition(".<locals>")
    if name == "run":
        return "asyncio.run"
    name = name if name == "Runner.run" else name.rpartition(".")[2]
    return _MAKERS.get(name, name)


def _gone() -> None:
    """Stands in for a weak reference."""


@dataclass(eq=False)
class TaskRecord(Record):
    """A task.

    task             a weak reference to it
    creator          who created it, unless a task or `asyncio.run` did; and the function of asyncio
    maker            through which
    hidden           it is the runner's own, not the program's: it has no row in the table
    asked_to_cancel  `task.cancelling()` when that was last looked at
    asked            when that was noted to have grown
    """

    table = "tasks"

    name: str
    coroutine: str
    parent: TaskRecord | None
    line: Spot | None
    created: At
    hidden: bool = False
    ended: At | None = None
    outcome: Outcome = "pending"
    value: str | None = None
    eager: bool = False
    awaited_by_thread: bool = False
    creator: Origin | None = None
    maker: str | None = None
    asked_to_cancel: int = 0
    asked: At | None = None
    task: Callable[[], Any] = _gone

    def moments(self) -> tuple[At | None, ...]:
        return self.created, self.ended

    def fixed(self, moments: Moments) -> Task:
        return Task(
            id=self.index,
            name=self.name,
            coroutine=self.coroutine,
            parent=None if self.parent is None else self.parent.index,
            **written(self.line),
            created=moments[self.created],
            ended=moments.get(self.ended),
            outcome=self.outcome,
            value=self.value,
            eager=self.eager,
            awaited_by_thread=self.awaited_by_thread,
            creator=None if self.creator is None else self.creator.cause(),
            maker=self.maker,
        )


@dataclass(eq=False)
class EagerStart:
    """A call of `create_task` that may run the first step of the new task inside of it.

    `origin` is where the call comes from. `record` is that of the task, once it has begun to run.
    """

    coroutine: object
    creator: TaskRecord | None
    line: Spot | None
    created: At
    origin: Origin
    record: TaskRecord | None = None

    def runs(self, coroutine: object) -> bool:
        """Whether a task with this coroutine is the one that has started inside of the call."""
        return (
            self.record is None
            and coroutine is self.coroutine
            and isinstance(coroutine, CoroutineType)
            and inspect.getcoroutinestate(cast("Any", coroutine)) != inspect.CORO_CREATED
        )


class Tasks:
    """All tasks that were seen."""

    def __init__(self, notebook: Notebook, sources: Sources, whereabouts: Whereabouts) -> None:
        self._notebook = notebook
        self._sources = sources
        self._whereabouts = whereabouts
        self._records = WeakMap[TaskRecord]()
        self._live: dict[int, TaskRecord] = {}
        self._here = threading.local()

    # ---------------------------------------------------------------------- looking up

    def known(self, thing: object) -> TaskRecord | None:
        """What is recorded of a task, if it has been seen."""
        return self._records.get(thing)

    def seen(self, task: object) -> TaskRecord | None:
        """What is recorded of a task, which is added when it is seen for the first time.

        None if it is no task, or there is no room.
        """
        if not is_a(task, *KINDS):
            return None
        return self._records.get(task) or self._add(cast("AnyTask", task), self._starting)

    def current(self, *, but: object = None) -> TaskRecord | None:
        """The task of which this thread runs a step; None if that is `but`."""
        try:
            task = asyncio.current_task()
        except RuntimeError:  # no loop runs in this thread
            return None
        return None if task is but else self.seen(task)

    def creator(self, created: object = None) -> TaskRecord | None:
        """The task in which this thread creates another one, which may itself run already."""
        record = self.current(but=created)
        return None if record is None or record.hidden else record

    def live(self) -> list[TaskRecord]:
        """The tasks that have not ended, as far as is known."""
        return list(self._live.values())

    @property
    def number_live(self) -> int:
        """How many have not ended, as far as is known."""
        return len(self._live)

    # ------------------------------------------------------------------ beginning, ending

    def _add(self, task: AnyTask, starting: EagerStart | None) -> TaskRecord | None:
        coroutine: object = None if is_done(task) else coroutine_of(task)
        if starting is not None and starting.runs(coroutine):
            return self._add_started(task, starting)
        parent, line = self.creator(task), self.line()
        return self._note(task, coroutine, parent, line, self._notebook.now())

    def line(self) -> Spot | None:
        """The line of the program that creates a task, or hands over a job, here."""
        return self._sources.line() or self._whereabouts.here.line

    def _add_started(self, task: AnyTask, start: EagerStart) -> TaskRecord | None:
        record = self._note(task, start.coroutine, start.creator, start.line, start.created)
        if record is not None:
            record.eager = True
            if record.creator is not None:  # not its own first step, which it is in by now
                record.creator = start.origin
            start.record = record
        return record

    def _note(
        self,
        task: AnyTask,
        coroutine: object,
        parent: TaskRecord | None,
        line: Spot | None,
        created: At,
    ) -> TaskRecord | None:
        maker = None if parent is not None else _maker()
        by_run = parent is not None or maker == "asyncio.run"
        with self._notebook.lock:
            if not self._notebook.take_room():
                return None
            record = TaskRecord(
                name=_plain(task).get_name(task),
                coroutine=function_name(coroutine),
                parent=parent,
                line=line,
                created=created,
                creator=None if by_run else self._whereabouts.here.origin,
                maker=None if by_run else maker,
                hidden=self._is_the_runners(coroutine),
            )
            if not record.hidden:
                self._notebook.add(record)
            key = id(record)
            record.task = weakref.ref(task, lambda _: self._collected(key))
            self._records[task] = record
            self._live[key] = record
        return record

    def _is_the_runners(self, coroutine: object) -> bool:
        code = coroutine.cr_code if isinstance(coroutine, CoroutineType) else None
        return (
            code is not None
            and code.co_name in _RUNNERS_OWN
            and code.co_filename not in self._sources.files
        )

    def _collected(self, key: int) -> None:
        record = self._live.pop(key, None)
        if record is not None and self._notebook.recording:
            record.outcome, record.ended = "destroyed", self._notebook.now()

    def settle(self, record: TaskRecord) -> bool:
        """Note how the task ended, if it is done, and return whether it is."""
        task = record.task()
        if task is None:
            return False
        record.name = _plain(task).get_name(task)
        if not is_done(task):
            return False
        if record.ended is not None:
            return True
        record.ended = self._notebook.now()
        self._live.pop(id(record), None)
        # `task.exception()` would count as retrieving it, and silence "never retrieved".
        error: object = plain_attribute(task, "_exception")
        result: object = plain_attribute(task, "_result")
        if _plain(task).cancelled(task):
            record.outcome = "cancelled"
        elif error is not None:
            record.outcome, record.value = "exception", short(error)
        else:
            record.outcome = "result"
            record.value = None if result is None else short(result)
        return True

    def settle_all(self) -> None:
        """Note of every task whether it has ended by now."""
        for record in self.live():
            self.settle(record)

    # --------------------------------------------------------------------------- eager

    def start_eagerly(self, start: EagerStart) -> Callable[..., None]:
        """This thread enters `create_task`. Returns what is called with the task, and at the end.

        (`splice` calls it so: with the value if there is one, and then without.)
        """
        outer = self._starting
        self._here.starting = start

        def left(*returned: object) -> None:
            if returned:
                self._add_returned(returned[0], start)
            else:
                self._here.starting = outer
                start.coroutine = None

        return left

    def _add_returned(self, returned: object, start: EagerStart) -> None:
        if not is_a(returned, *KINDS) or self._records.get(returned) is not None:
            return
        task = cast("AnyTask", returned)
        if is_done(task) and start.record is None:
            self._add_started(task, start)
        else:
            self._add(task, start)

    @property
    def _starting(self) -> EagerStart | None:
        return cast("EagerStart | None", getattr(self._here, "starting", None))
