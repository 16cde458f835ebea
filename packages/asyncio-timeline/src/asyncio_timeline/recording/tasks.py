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

from asyncio_timeline.recording.notebook import At, Moments, Notebook, Record
from asyncio_timeline.recording.sources import Sources
from asyncio_timeline.recording.values import own_name, short
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.timeline import Outcome, Task

# The accelerated task and the one in Python; neither is a subclass of the other.
KINDS: tuple[type[asyncio.Task[Any]], ...] = (asyncio.Task, asyncio.tasks._PyTask)  # type: ignore[attr-defined]
# The coroutines that `asyncio.Runner.close` runs by itself.
_RUNNERS_OWN = frozenset({"shutdown_asyncgens", "shutdown_default_executor"})


def _gone() -> None:
    """Stands in for a weak reference."""


@dataclass(eq=False)
class TaskRecord(Record):
    """A task.

    task             a weak reference to it
    hidden           it is the runner's own, not the program's: it has no row in the table
    asked_to_cancel  `task.cancelling()` when that was last looked at
    """

    table = "tasks"

    name: str
    coroutine: str
    parent: TaskRecord | None
    line: int | None
    created: At
    hidden: bool = False
    ended: At | None = None
    outcome: Outcome = "pending"
    value: str | None = None
    eager: bool = False
    awaited_by_thread: bool = False
    asked_to_cancel: int = 0
    task: Callable[[], Any] = _gone

    def moments(self) -> tuple[At | None, ...]:
        return self.created, self.ended

    def fixed(self, moments: Moments) -> Task:
        return Task(
            id=self.index,
            name=self.name,
            coroutine=self.coroutine,
            parent=None if self.parent is None else self.parent.index,
            line=self.line,
            created=moments[self.created],
            ended=moments.get(self.ended),
            outcome=self.outcome,
            value=self.value,
            eager=self.eager,
            awaited_by_thread=self.awaited_by_thread,
        )


@dataclass(eq=False)
class EagerStart:
    """A call of `create_task` that may run the first step of the new task inside of it.

    `record` is that of the task, once it turned out to run.
    """

    coroutine: object
    creator: TaskRecord | None
    line: int | None
    created: At
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

    def __init__(self, notebook: Notebook, sources: Sources) -> None:
        self._notebook = notebook
        self._sources = sources
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
        if not isinstance(task, KINDS):
            return None
        found: asyncio.Task[Any] = task  # pyright: ignore[reportUnknownVariableType]
        return self._records.get(found) or self._add(found, self._starting)

    def current(self, *, but: object = None) -> TaskRecord | None:
        """The task that this thread runs a step of, unless it is `but`."""
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
        """Those that have not ended, as far as is known."""
        return list(self._live.values())

    @property
    def number_live(self) -> int:
        """How many have not ended, as far as is known."""
        return len(self._live)

    # ------------------------------------------------------------------ beginning, ending

    def _add(self, task: asyncio.Task[Any], starting: EagerStart | None) -> TaskRecord | None:
        # `get_coro` of a finished eager task crashes CPython 3.12.1.
        coroutine: object = None if task.done() else task.get_coro()
        if starting is not None and starting.runs(coroutine):
            return self._add_started(task, starting)
        creator, line = self.creator(task), self._sources.line()
        return self._note(task, coroutine, creator, line, self._notebook.now())

    def _add_started(self, task: asyncio.Task[Any], start: EagerStart) -> TaskRecord | None:
        record = self._note(task, start.coroutine, start.creator, start.line, start.created)
        if record is not None:
            record.eager = True
            start.record = record
        return record

    def _note(
        self,
        task: asyncio.Task[Any],
        coroutine: object,
        creator: TaskRecord | None,
        line: int | None,
        created: At,
    ) -> TaskRecord | None:
        with self._notebook.lock:
            if not self._notebook.take_room():
                return None
            record = TaskRecord(
                name=task.get_name(),
                coroutine=own_name(getattr(coroutine, "__qualname__", type(coroutine).__name__)),
                parent=creator,
                line=line,
                created=created,
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
        record.name = task.get_name()
        if not task.done():
            return False
        if record.ended is not None:
            return True
        record.ended = self._notebook.now()
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
        if not isinstance(returned, KINDS) or self._records.get(returned) is not None:
            return
        task: asyncio.Task[Any] = returned  # pyright: ignore[reportUnknownVariableType]
        if task.done() and start.record is None:
            self._add_started(task, start)
        else:
            self._add(task, start)

    @property
    def _starting(self) -> EagerStart | None:
        return cast("EagerStart | None", getattr(self._here, "starting", None))
