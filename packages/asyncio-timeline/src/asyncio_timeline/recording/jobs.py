"""The jobs of a run: what executors and threads ran beside the loop.

The methods of `Jobs` are called by whoever runs them: the hooks in real executors, or a simulation,
which has executors of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from asyncio_timeline.recording.notebook import At, Moments, Notebook, Origin
from asyncio_timeline.recording.sources import Spot, written
from asyncio_timeline.recording.tasks import TaskRecord, Tasks
from asyncio_timeline.recording.values import function_name
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.recording.whereabouts import NOWHERE, Place, Whereabouts
from asyncio_timeline.timeline import Cause, Job, LaneKind, Outcome


@dataclass(eq=False)
class JobRecord(Origin):
    """A job."""

    table = "jobs"
    kind = "job"

    lane_kind: LaneKind
    function: str
    task: TaskRecord | None
    line: Spot | None
    submitted: At
    lane: str | None = None
    start: At | None = None
    end: At | None = None
    outcome: Outcome = "pending"

    def moments(self) -> tuple[At | None, ...]:
        return self.submitted, self.start, self.end

    def cause(self) -> Cause:
        return Cause("job", self.index)

    def fixed(self, moments: Moments) -> Job:
        return Job(
            index=self.index,
            kind=self.lane_kind,
            function=self.function,
            task=None if self.task is None else self.task.index,
            **written(self.line),
            submitted=moments[self.submitted],
            lane=self.lane,
            start=moments.get(self.start),
            end=moments.get(self.end),
            outcome=self.outcome,
        )


class Jobs:
    """All jobs that were submitted, by their index."""

    def __init__(self, notebook: Notebook, whereabouts: Whereabouts, tasks: Tasks) -> None:
        self._notebook = notebook
        self._whereabouts = whereabouts
        self._tasks = tasks
        self._last_in: dict[tuple[LaneKind, str], JobRecord] = {}
        self._records = WeakMap[JobRecord]()  # by future, asyncio's or concurrent's, or thread

    def known(self, future: object) -> JobRecord | None:
        """The job that the future stands for, if it stands for one."""
        return self._records.get(future)

    # ---------------------------------------------------- what whoever runs them reports

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
        here = self._whereabouts.here
        with self._notebook.lock:
            if not self._notebook.take_room():
                return -1
            record = self._notebook.add(
                JobRecord(
                    lane_kind=kind,
                    function=function_name(function, args),
                    task=None if here.is_job else self._tasks.current(),
                    line=self._tasks.line(),
                    submitted=self._notebook.now(),
                )
            )
        if future is not None:
            self._records[future] = record
        return record.index

    def job_started(self, index: int, lane: str, *, time: float | None = None) -> None:
        """`lane` began to run the job, now or at `time` on the recorder's clock."""
        job = self._job(index)
        if job is None:
            return
        # Of a job in a process it is known when the result arrives, and the worker has begun
        # another one before. It had ended by then.
        before = self._last_in.get((job.lane_kind, lane))
        if before is not None and time is not None and (before.end or At(time, 0)).time >= time:
            before.end = self._notebook.now(time)
        self._last_in[job.lane_kind, lane] = job
        job.lane, job.start = lane, self._notebook.now(time)

    def job_ended(self, index: int, outcome: Outcome, *, time: float | None = None) -> None:
        """The job ended, now or at `time`; `cancelled` if it never ran. The first call counts."""
        job = self._job(index)
        if job is not None and job.outcome == "pending":
            job.outcome, job.end = outcome, job.end or self._notebook.now(time)

    def link_future(self, index: int, future: object) -> None:
        """`future` stands for the job: who waits for it waits for the job."""
        job = self._job(index)
        if job is not None:
            self._records[future] = job

    def job_of(self, future: object) -> int:
        """The index of the job that `future` stands for, -1 if it stands for none."""
        job = self._records.get(future)
        return -1 if job is None else job.index

    def enter_job(self, index: int) -> Callable[[], None]:
        """What this thread does until it calls what is returned belongs to the job."""
        job = self._job(index)
        return self._whereabouts.go(NOWHERE if job is None else Place(job, job))

    def _job(self, index: int) -> JobRecord | None:
        return self._notebook.record(JobRecord, index)
