"""Who asks tasks to cancel where asyncio does so in the place of the program.

A `TaskGroup`, a timeout and Ctrl-C run code of asyncio's that is no step of a task. Their methods
report when they are entered and left, and what is asked in between is theirs.
"""

from __future__ import annotations

import asyncio
import asyncio.runners
import asyncio.timeouts
import sys
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

from asyncio_timeline.recording.tables import Asker, TaskRecord
from asyncio_timeline.recording.weak import WeakMap

if TYPE_CHECKING:
    from asyncio_timeline.recording.recorder import Recorder

# Of a function that Pyodide does not replace.
_RUNNERS = asyncio.runners._cancel_all_tasks.__code__.co_filename  # type: ignore[attr-defined]  # pyright: ignore


def install(recorder: Recorder) -> None:
    """Have the recorder told, until it is uninstalled, what asyncio asks to cancel."""
    asking = _Asking(recorder)
    group: Any = asyncio.TaskGroup
    timeout: Any = asyncio.timeouts.Timeout
    runner: Any = asyncio.Runner
    recorder.splice(group.__init__, "enter", asking.group_made)
    recorder.splice(group._abort, "around", asking.group_aborts)
    recorder.splice(group._on_task_done, "around", asking.child_done)
    if hasattr(group, "cancel"):  # 3.15
        recorder.splice(group.cancel, "around", asking.group_aborts)
    recorder.splice(timeout.reschedule, "enter", asking.timeout_set)
    recorder.splice(timeout._on_timeout, "around", asking.time_is_up)
    recorder.splice(runner._on_sigint, "around", asking.interrupted)


class _Asking:
    """What the methods of asyncio report."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.lines = WeakMap[int]()
        """Where the program made a group or entered a timeout."""

    def group_made(self, group: object) -> None:
        """`TaskGroup()` was called."""
        self._note_line(group)

    def group_aborts(self, group: Any) -> Callable[[], object] | None:
        """A group is about to cancel its children, and its parent if `cancel` was called."""
        return self._asks("TaskGroup", group, group._parent_task, group._tasks)

    def child_done(self, group: Any, child: Any) -> Callable[[], object] | None:
        """A child of a group ended; if it failed, the group cancels the others and its parent."""
        # `exception()` would count as retrieving it.
        failed = not child.cancelled() and getattr(child, "_exception", None) is not None
        if not failed or group._aborting or group._parent_cancel_requested:
            return None
        return self.group_aborts(group)

    def timeout_set(self, timeout: object, when: float | None) -> None:
        """A timeout was entered, or set to another time later."""
        if self.lines.get(timeout) is None:
            self._note_line(timeout)

    def time_is_up(self, timeout: Any) -> Callable[[], object] | None:
        """A timeout is about to cancel the task that entered it."""
        return self._asks("timeout", timeout, timeout._task, ())

    def interrupted(
        self, runner: object, signum: int, frame: object, main_task: Any
    ) -> Callable[[], object]:
        """Ctrl-C, the first time of which cancels the main task."""
        return self.recorder.asks("Ctrl-C", None, None, (main_task,))

    def _note_line(self, owner: object) -> None:
        line = self.recorder.own_line()
        if line is not None:
            self.lines[owner] = line

    def _asks(
        self, through: Any, owner: object, parent: object, children: Iterable[object]
    ) -> Callable[[], object]:
        whom = (parent, *children)
        return self.recorder.asks(through, parent, self.lines.get(owner), whom)


def run_is_ending() -> bool:
    """Whether `asyncio.run`, further up in this thread, is cancelling what is left.

    Its function cannot report that: it waits for them, and in a simulated thread what waits is
    compiled anew from the source.
    """
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_cancel_all_tasks" and code.co_filename == _RUNNERS:
            return True
        frame = frame.f_back
    return False


def requests(
    asked: dict[TaskRecord, int], asker: Asker, record_of: Callable[[object], TaskRecord | None]
) -> Iterator[tuple[TaskRecord, Asker]]:
    """Whom the asker asked, and who passed that on to what it waits for.

    `asked` counts the requests that each task got. One that waits for another, or for several in
    `asyncio.gather`, passes each on to them, so who got no more than those was not asked directly.
    """
    onward = {record: list(_waited_for(record, asked, record_of)) for record in asked}
    direct = dict(asked)
    for record, others in onward.items():
        for other in others:
            direct[other] -= asked[record]
    told: set[TaskRecord] = set()

    def tell(record: TaskRecord, by: Asker) -> Iterator[tuple[TaskRecord, Asker]]:
        told.add(record)
        yield record, by
        for other in onward[record]:
            if other not in told and direct[other] <= 0:
                yield from tell(other, Asker(asker.cause, "await", record))

    for record in asked:
        if direct[record] > 0 and record not in told:
            yield from tell(record, asker)
    for record in asked:
        if record not in told:
            yield from tell(record, asker)


def _waited_for(
    record: TaskRecord,
    asked: dict[TaskRecord, int],
    record_of: Callable[[object], TaskRecord | None],
) -> Iterator[TaskRecord]:
    """Those of the tasks `asked` that the task of `record` waits for and cancels with itself."""
    waiter: object = getattr(record.task(), "_fut_waiter", None)
    children = cast("Iterable[object]", getattr(waiter, "_children", None) or (waiter,))
    for each in children:
        found = record_of(each)
        if found is not None and found in asked and found is not record:
            yield found
