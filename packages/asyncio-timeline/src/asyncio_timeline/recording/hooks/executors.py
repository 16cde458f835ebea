"""Hooks into real executors and threads, which tell of the jobs that they run.

No submitted function is wrapped, so tracebacks stay what they are, and so does what is pickled and
what is said when pickling fails. A worker process tells by itself when it begins a job: every call
that is sent to it carries a number, and that number is pickled in such a way that unpickling it
writes a line to a file.
"""

from __future__ import annotations

import asyncio.futures
import concurrent.futures
import concurrent.futures.thread
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from asyncio_timeline.recording.hooks.guard import Hooks
from asyncio_timeline.recording.jobs import Jobs
from asyncio_timeline.recording.sources import Sources, frames_in_the_loop
from asyncio_timeline.timeline import LaneKind

_THREADING = threading.Thread.start.__code__.co_filename


class ExecutorHooks:
    """What the functions of `concurrent.futures` and `threading` report."""

    def __init__(self, sources: Sources, jobs: Jobs) -> None:
        self._sources = sources
        self._jobs = jobs
        self._starts = _Starts()
        self._here = threading.local()

    def install(self, hooks: Hooks) -> None:
        """Report from now on."""
        # concurrent.futures imports its classes when they are asked for.
        base, thread = cast("Any", concurrent.futures)._base, concurrent.futures.thread
        splice = hooks.splice
        splice(base.Future.set_running_or_notify_cancel, "enter", self._will_run)
        splice(base.Future.set_result, "around", self._result)
        splice(base.Future.set_exception, "around", self._exception)
        splice(base.Future.cancel, "around", self._cancelling)
        splice(asyncio.futures.wrap_future, "returned", self._wrapping)
        splice(thread.ThreadPoolExecutor.submit, "around", self._submitting)
        splice(thread._WorkItem.__init__, "enter", self._accepted)
        splice(thread._WorkItem.run, "around", self._runs_in_thread)
        splice(threading.Thread.start, "enter", self._thread_starts)
        splice(threading.Thread._bootstrap_inner, "around", self._thread_runs)  # type: ignore[attr-defined]
        splice(threading.Thread.run, "around", self._target_runs)
        try:
            from concurrent.futures import process
        except ImportError:  # no multiprocessing: in a browser
            return
        self._install_processes(hooks, process)

    def _install_processes(self, hooks: Hooks, process: Any) -> None:
        hooks.splice(process.ProcessPoolExecutor.submit, "around", self._submitting)
        hooks.splice(process._WorkItem.__init__, "enter", self._accepted)
        hooks.splice(process._CallItem.__init__, "around", self._called)
        hooks.undo_later(self._starts.remove)

    # -- submitting

    def _submitting(
        self, executor: object, function: Callable[..., object], *arguments: Any
    ) -> Callable[[], None]:
        """`submit` was entered; whether it accepts the job is known when it makes a work item."""
        self._here.submitted = (_kind(executor), function, arguments[0])

        def left() -> None:
            self._here.submitted = None

        return left

    def _accepted(self, item: object, future: object, *others: object) -> None:
        """A work item was made."""
        submitted = getattr(self._here, "submitted", None)
        if submitted is not None:
            kind, function, arguments = submitted
            self._jobs.job_submitted(kind, function, arguments, future=future)

    def _wrapping(self, future: object, loop: object) -> Callable[..., None]:
        """`asyncio.wrap_future` was entered; it returns the future that a task can await."""
        job = self._jobs.job_of(future)

        def returned(*futures: object) -> None:
            for each in futures:
                self._jobs.link_future(job, each)

        return returned

    # -- running

    def _will_run(self, future: object) -> None:
        """An executor takes up a job that was not cancelled."""
        self._here.taken = self._jobs.job_of(future)

    def _runs_in_thread(self, item: Any, context: Any = None) -> Callable[[], None] | None:
        """A worker thread takes a work item; that of an interpreter pool runs it elsewhere."""
        job = self._jobs.job_of(item.future)
        if job < 0 or item.future.cancelled():
            return None
        interpreter = getattr(getattr(context, "interp", None), "id", None)
        lane = threading.current_thread().name
        if interpreter is not None:
            lane = f"interpreter {interpreter}"
        self._jobs.job_started(job, lane)
        return self._jobs.enter_job(job)

    def _called(self, item: Any, number: int, *others: object) -> Callable[[], None]:
        """A call for a worker process was made, just after `will_run`."""
        job = cast("int", getattr(self._here, "taken", -1))

        def made() -> None:
            if job >= 0:
                item.work_id = _ReportingNumber(number, self._starts.path, job)

        return made

    # -- ending

    def _result(self, future: object, *value: object) -> Callable[[], None] | None:
        """A job returned."""
        return self._ended(future, failed=False)

    def _exception(self, future: object, *error: object) -> Callable[[], None] | None:
        """A job raised, or could not be run."""
        return self._ended(future, failed=True)

    def _ended(self, future: object, *, failed: bool) -> Callable[[], None] | None:
        job = self._jobs.job_of(future)
        if job < 0:
            return None
        for lane, time in self._starts.of(job):
            self._jobs.job_started(job, lane, time=time)
        self._jobs.job_ended(job, "exception" if failed else "result")
        return self._jobs.enter_job(job)  # for the callbacks of the future

    def _cancelling(self, future: Any) -> Callable[[], None] | None:
        """`cancel` was entered, which does nothing if the job already runs."""
        job = self._jobs.job_of(future)

        def left() -> None:
            if future.cancelled():
                self._jobs.job_ended(job, "cancelled")

        return None if job < 0 else left

    # -- threads of the program itself

    def _thread_starts(self, thread: threading.Thread) -> None:
        """`start` was entered. The worker threads of executors are no jobs."""
        target: object = getattr(thread, "_target", None) or type(thread).run
        function = cast("Callable[..., object]", target)
        if self._sources.define(function) or self._starts_it(thread):
            self._jobs.job_submitted(
                "thread", function, getattr(thread, "_args", ()), future=thread
            )

    def _starts_it(self, thread: threading.Thread) -> bool:
        """Whether the program itself has called `start`, and no library on its behalf."""
        frames = frames_in_the_loop()
        for frame in frames:
            if frame.f_code.co_name == "start" and frame.f_code.co_filename == _THREADING:
                caller = next(frames, None)
                return caller is not None and caller.f_code.co_filename in self._sources.files
        return False

    def _thread_runs(self, thread: threading.Thread) -> Callable[[], None] | None:
        """A thread began."""
        job = self._jobs.job_of(thread)
        if job < 0:
            return None
        self._jobs.job_started(job, thread.name)
        leave = self._jobs.enter_job(job)

        def left() -> None:
            leave()
            self._jobs.job_ended(job, "result")

        return left

    def _target_runs(self, thread: threading.Thread) -> Callable[[], None] | None:
        """The function of a thread was called; here it can be seen whether it raised."""
        job = self._jobs.job_of(thread)
        before = sys.exc_info()[1]

        def left() -> None:
            raised = sys.exc_info()[1]
            failed = raised is not None and raised is not before
            self._jobs.job_ended(job, "exception" if failed else "result")

        return None if job < 0 else left


EXECUTORS: dict[str, LaneKind] = {
    "InterpreterPoolExecutor": "interpreter",
    "ProcessPoolExecutor": "process",
    "ThreadPoolExecutor": "thread",
}
"""Who runs the jobs of an executor, by the name of its class or of the nearest base listed here.

By name, because not every Python can import them all. In a simulation the pools themselves say what
they are (`simulation.pools`).
"""


def _kind(executor: object) -> LaneKind:
    for each in type(executor).__mro__:
        if each.__name__ in EXECUTORS:
            return EXECUTORS[each.__name__]
    return "thread"


# --------------------------------------------------------------------- worker processes


class _Starts:
    """A file to which worker processes write which job they begin: `job pid seconds` a line.

    The seconds are those of `time.monotonic`, which the processes of a machine share.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._owner = os.getpid()
        self._finalizer: weakref.finalize[..., Any] | None = None

    @property
    def path(self) -> str:
        """The path of the file, which is made when it is first asked for."""
        if self._path is None:
            handle, name = tempfile.mkstemp(prefix="asyncio-timeline-")
            os.close(handle)
            self._path = Path(name)
        return str(self._path)

    def of(self, job: int) -> list[tuple[str, float]]:
        """The lane and the time of the job's start, if it has started."""
        if self._path is None:
            return []
        found: list[tuple[str, float]] = []
        for line in self._path.read_text("ascii").splitlines():
            number, process, seconds = line.split()
            if int(number) == job:
                found.append((f"process {process}", float(seconds)))
        return found[-1:]

    def remove(self) -> None:
        """Remove the file. A forked worker, which has a copy of this object, removes nothing."""
        if self._path is not None and os.getpid() == self._owner:
            self._path.unlink(missing_ok=True)
            self._path = None


# Run in the worker, which need not know this package; `work_id` is what it gets.
_REPORT = """\
import os, time
try:
    with open(path, "ab", 0) as starts:
        starts.write(b"%d %d %.6f\\n" % (job, os.getpid(), time.monotonic()))
except OSError:
    pass
"""


class _ReportingNumber(int):
    """An `int` that becomes a plain one when it is unpickled, and reports that."""

    path: str
    job: int

    def __new__(cls, number: int, path: str, job: int) -> _ReportingNumber:
        made = super().__new__(cls, number)
        made.path, made.job = path, job
        return made

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        names = {"report": _REPORT, "path": self.path, "job": self.job, "work_id": int(self)}
        return eval, ("exec(report, globals()) or work_id", names)
