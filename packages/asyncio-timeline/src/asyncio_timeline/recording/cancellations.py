"""Who asked which task to cancel.

`task.cancel()` is C code, so no hook can hear it. But each task counts the requests that it got
(`task.cancelling()`). These counts are looked at after each step, and after whatever else may have
cancelled a task; if one has grown, whoever acted since the last look has asked.
"""

from __future__ import annotations

import asyncio.runners
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FrameType

from asyncio_timeline.recording.notebook import At, Moments, Notebook, Record
from asyncio_timeline.recording.sources import written
from asyncio_timeline.recording.tasks import TaskRecord, Tasks, requests_to_cancel
from asyncio_timeline.recording.values import plain_attribute
from asyncio_timeline.recording.whereabouts import Asker
from asyncio_timeline.timeline import Cancellation

# Of a function that Pyodide does not replace.
_RUNNERS = asyncio.runners._cancel_all_tasks.__code__.co_filename  # type: ignore[attr-defined]  # pyright: ignore
# With more live tasks than this not all are looked at each time. Most cancellations are then
# noticed only when their task runs next.
MOST_SCANNED = 1_000


@dataclass(eq=False)
class CancellationRecord(Record):
    """A task was asked to cancel."""

    table = "cancellations"
    by_time = True

    at: At
    task: TaskRecord
    asker: Asker

    def moments(self) -> tuple[At | None, ...]:
        return (self.at,)

    def fixed(self, moments: Moments) -> Cancellation:
        owner = self.asker.owner
        return Cancellation(
            at=moments[self.at],
            task=self.task.index,
            cause=self.asker.origin.cause(),
            through=self.asker.through,
            owner=None if owner is None else owner.index,
            **written(self.asker.line),
        )


class Cancellations:
    """Finds new requests among the tasks."""

    def __init__(self, notebook: Notebook, tasks: Tasks) -> None:
        self._notebook = notebook
        self._tasks = tasks

    def note(self, asker: Asker, whom: Iterable[object] | None = ()) -> None:
        """Note each request that came since the last look as one by `asker`.

        If there are very many tasks, only those of `whom` are looked at, unless that is None.
        """
        new = self._newly_asked(whom)
        if not new:
            return
        if asker.origin.shown().kind in ("outside", "job") and run_is_ending():
            asker = asker._replace(through="asyncio.run")
        for record, by in requests(new, asker, self._tasks.known):
            self._add(record, by)

    def note_again(self, asker: Asker, task: object) -> None:
        """Note that `asker` took a request back and asked the task anew: the count is as before."""
        record = self._tasks.seen(task)
        if record is not None:
            self._add(record, asker)

    def _add(self, record: TaskRecord, asker: Asker) -> None:
        record.asked = at = self._notebook.now()
        with self._notebook.lock:
            if self._notebook.take_room():
                self._notebook.add(CancellationRecord(at, record, asker))

    def was_asked(self, record: TaskRecord) -> bool:
        """Whether somebody has asked the task to cancel since the last look."""
        task = record.task()
        return task is not None and requests_to_cancel(task) > record.asked_to_cancel

    def _newly_asked(self, whom: Iterable[object] | None) -> dict[TaskRecord, int]:
        """The tasks that got requests since the last look, each with their number."""
        self._tasks.current()  # an eager task may have asked before it was ever seen
        if self._tasks.number_live > MOST_SCANNED and whom is not None:
            records = [found for each in whom if (found := self._tasks.seen(each)) is not None]
        else:
            records = self._tasks.live()
        new: dict[TaskRecord, int] = {}
        for record in records:
            task = record.task()
            if task is None:
                continue
            asked = requests_to_cancel(task)
            if asked > record.asked_to_cancel and not record.hidden:
                new[record] = asked - record.asked_to_cancel
            record.asked_to_cancel = asked
        return new


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
    """Which tasks the asker asked, and which tasks passed a request on to what they wait for.

    `asked` counts the requests that each task got. A task that waits for another one, or for
    several in `asyncio.gather`, passes each request on to them. So if a task got only as many
    requests as were passed on to it, the asker did not ask it directly. A task that asked itself
    while it ran passes on one request, when it begins to wait (Modules/_asynciomodule.c,
    task_step_impl).
    """
    onward = {record: list(_waited_for(record, asked, record_of)) for record in asked}
    runs = asker.origin.who()
    if isinstance(runs, TaskRecord) and runs not in asked and _asked_itself(runs, asker):
        onward[runs] = list(_waited_for(runs, asked, record_of))
    direct = dict(asked)
    for record, others in onward.items():
        passed = 1 if record is runs else asked[record]
        for other in others:
            direct[other] -= passed
    done: set[TaskRecord] = set()

    def follow(record: TaskRecord) -> Iterator[tuple[TaskRecord, Asker]]:
        if record in done:
            return
        done.add(record)
        for other in onward[record]:
            yield other, Asker(asker.origin, "await", record)
            if direct[other] <= 0:
                yield from follow(other)

    for record in asked:
        if direct[record] > 0:
            yield record, asker
            yield from follow(record)
    for record in onward:  # who was asked earlier in this step
        yield from follow(record)


def _asked_itself(runs: TaskRecord, asker: Asker) -> bool:
    """Whether the task has been asked since the step began that it runs."""
    (began, *_) = asker.origin.moments()
    return runs.asked is not None and began is not None and runs.asked > began


def _waited_for(
    record: TaskRecord,
    asked: dict[TaskRecord, int],
    record_of: Callable[[object], TaskRecord | None],
) -> Iterator[TaskRecord]:
    """The tasks among `asked` that the task of `record` waits for: cancelling it cancels them."""
    waiter = plain_attribute(record.task(), "_fut_waiter")
    children: Iterable[object] = plain_attribute(waiter, "_children") or (waiter,)
    for each in children:
        found = record_of(each)
        if found is not None and found in asked and found is not record:
            yield found
