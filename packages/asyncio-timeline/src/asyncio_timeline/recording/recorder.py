"""Watches a run of an asyncio program without touching its tasks.

No coroutine, task or future is wrapped or kept alive, no exception is retrieved, and nothing of the
program is called, so the program prints the same with and without a recorder.

This module only puts the parts together. Each knows those below it and none above:

    hooks         loop · groups · executors · lines · outputs
                  report what asyncio, threads and the program do
                      ↓
    records       cancellations · steps → jobs → tasks → whereabouts
                  know what a report means
                      ↓
    notebook      keeps it, in order, and makes a `Timeline` of it
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable
from types import TracebackType

from asyncio_timeline.recording.cancellations import Cancellations
from asyncio_timeline.recording.hooks.executors import ExecutorHooks
from asyncio_timeline.recording.hooks.groups import GroupHooks
from asyncio_timeline.recording.hooks.guard import Hooks
from asyncio_timeline.recording.hooks.lines import LineHooks
from asyncio_timeline.recording.hooks.loop import LoopHooks
from asyncio_timeline.recording.hooks.outputs import Outputs
from asyncio_timeline.recording.jobs import Jobs
from asyncio_timeline.recording.notebook import Notebook
from asyncio_timeline.recording.sources import Files, Sources
from asyncio_timeline.recording.steps import Steps
from asyncio_timeline.recording.tasks import Tasks
from asyncio_timeline.recording.timers import Timers
from asyncio_timeline.recording.whereabouts import NOWHERE, Whereabouts
from asyncio_timeline.timeline import Timeline

MOST_EVENTS = 20_000
"""How many records a timeline holds in all, unless asked otherwise."""

_recording: weakref.WeakSet[Recorder] = weakref.WeakSet()


def _forget_in_child() -> None:
    for recorder in _recording:
        recorder.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)


class Recorder:
    """Records what happens between `install` and `uninstall`. Several threads may call it.

    files       of the program's own code, as in `co_filename`. Lines are theirs. If they can
                `name` one, that is what the timeline calls it
                A callback that is defined elsewhere is no step: what it makes ready counts as
                made ready by whoever made the callback ready
    clock       seconds, the clock of the program's event loops: `time.monotonic`, or a simulated
                one. Reading it must not move it
    lines       whether to record executed lines (CPython 3.12 and newer)
    max_events  records in all tables together. Past them nothing is added any more, and the
                timeline says that it was cut. Lines take half of them at most

    jobs     is told of jobs: by the recorder's own hooks, or by a simulation
    outputs  listens to the streams that it is given
    hooks    takes further hooks, which `uninstall` removes with the rest
    """

    def __init__(
        self,
        files: Files,
        *,
        clock: Callable[[], float] = time.monotonic,
        lines: bool = True,
        max_events: int = MOST_EVENTS,
    ) -> None:
        self._notebook = notebook = Notebook(clock, max_events)
        sources, whereabouts, timers = Sources(files), Whereabouts(), Timers()
        self._tasks = tasks = Tasks(notebook, sources, whereabouts)
        self._cancellations = cancellations = Cancellations(notebook, tasks)
        self.jobs = jobs = Jobs(notebook, whereabouts, tasks)
        steps = Steps(notebook, sources, tasks, jobs, timers)
        self.hooks = Hooks(notebook)
        self.outputs = Outputs(notebook, sources, whereabouts)
        self._loop = LoopHooks(
            notebook, sources, whereabouts, tasks, jobs, steps, timers, cancellations
        )
        self._groups = GroupHooks(sources, whereabouts, tasks, cancellations)
        self._executors = ExecutorHooks(sources, jobs)
        self._lines = LineHooks(notebook, sources, whereabouts, max_events // 2) if lines else None

    @property
    def failure(self) -> Exception | None:
        """The recorder's own mistake, if it made one: it then stopped recording."""
        return self._notebook.failure

    def install(self, *, executors: bool = True) -> None:
        """Begin. `executors=False` if somebody else tells `jobs` of jobs.

        Raises `CannotSplice` if the source of asyncio is not there, and `RuntimeError` if the
        recorder has recorded already.
        """
        self._notebook.begin()
        _recording.add(self)
        try:
            self._loop.install(self.hooks)
            self._groups.install(self.hooks)
            if executors:
                self._executors.install(self.hooks)
            if self._lines is not None:
                self._lines.install(self.hooks)
        except BaseException:
            self.uninstall()
            raise

    def uninstall(self) -> None:
        """End. Everything is as before; the timeline stays."""
        self.hooks.remove()
        self._settle()
        self._notebook.end()

    def forget(self) -> None:
        """Record nothing more, take no lock. For the child of a fork, which runs on as a copy."""
        self._notebook.forget()

    def timeline(self, program: str, *, simulated: bool = False) -> Timeline:
        """What was recorded so far. `program` is its name in the timeline."""
        self._settle()
        return self._notebook.timeline(program, simulated=simulated)

    def _settle(self) -> None:
        """Note what has happened since the last step."""
        with self._notebook.lock:
            if self._notebook.recording:
                self._cancellations.note(NOWHERE.asks)
                self._tasks.settle_all()

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
