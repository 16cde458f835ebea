"""Hooks into what cancels tasks on the program's behalf: `TaskGroup`, timeouts and Ctrl-C.

They run asyncio's code outside of any task's step. Their methods report when they are entered and
left, and whatever is asked to cancel in between was asked by them.
"""

from __future__ import annotations

import asyncio
import asyncio.timeouts
import sys
from collections.abc import Callable, Iterable
from typing import Any

from asyncio_timeline.recording.cancellations import Cancellations
from asyncio_timeline.recording.hooks.guard import Hooks
from asyncio_timeline.recording.sources import Sources, Spot
from asyncio_timeline.recording.tasks import Tasks
from asyncio_timeline.recording.weak import WeakMap
from asyncio_timeline.recording.whereabouts import Asker, Whereabouts
from asyncio_timeline.timeline import Through

_leaves: Any = getattr(asyncio.TaskGroup, "_aexit", asyncio.TaskGroup.__aexit__)
_ASKS_ANEW = "cancelling" in _leaves.__code__.co_names


class GroupHooks:
    """What the methods of groups, timeouts and runners report."""

    def __init__(
        self,
        sources: Sources,
        whereabouts: Whereabouts,
        tasks: Tasks,
        cancellations: Cancellations,
    ) -> None:
        self._sources = sources
        self._whereabouts = whereabouts
        self._tasks = tasks
        self._cancellations = cancellations
        self._lines = WeakMap[Spot]()  # where the program made a group or entered a timeout

    def install(self, hooks: Hooks) -> None:
        """Report from now on."""
        group: Any = asyncio.TaskGroup
        timeout: Any = asyncio.timeouts.Timeout
        runner: Any = asyncio.Runner
        hooks.splice(group.__init__, "enter", self._note_line)
        hooks.splice(group.__aexit__, "around", self._group_is_left)
        hooks.splice(group._abort, "around", self._group_aborts)
        hooks.splice(group._on_task_done, "around", self._child_done)
        if hasattr(group, "cancel"):  # 3.15
            hooks.splice(group.cancel, "around", self._group_aborts)
        hooks.splice(timeout.reschedule, "enter", self._timeout_set)
        hooks.splice(timeout.__aexit__, "around", self._timeout_is_left)
        hooks.splice(timeout._on_timeout, "around", self._time_is_up)
        hooks.splice(runner._on_sigint, "around", self._interrupted)

    def _group_aborts(self, group: Any) -> Callable[[], object]:
        """A group is about to cancel its children, and its parent if `cancel` was called."""
        parent = group._parent_task
        return self._asks("TaskGroup", parent, self._lines.get(group), (parent, *group._tasks))

    def _child_done(self, group: Any, child: Any) -> Callable[[], object] | None:
        """A child of a group ended; if it failed, the group cancels the others and its parent."""
        # `exception()` would count as retrieving it.
        failed = not child.cancelled() and getattr(child, "_exception", None) is not None
        if not failed or group._aborting or group._parent_cancel_requested:
            return None
        return self._group_aborts(group)

    def _group_is_left(self, group: Any, *error: object) -> Callable[[], object]:
        """The end of the block. It may take back a request, and ask the parent anew.

        Since Python 3.13 a group that fails does so if others have asked its parent, too
        (Lib/asyncio/taskgroups.py, `_aexit`).
        """
        parent = group._parent_task
        self._may_take_back(parent)
        before = sys.exc_info()[1]

        def left() -> None:
            raised = sys.exc_info()[1]
            here = self._whereabouts.here
            self._cancellations.note(here.asks, (parent,))
            failed = raised is not before and isinstance(raised, BaseExceptionGroup)
            if failed and _ASKS_ANEW and parent.cancelling():
                owner, line = self._tasks.seen(parent), self._lines.get(group)
                asker = Asker(here.asks.origin, "TaskGroup", owner, line)
                self._cancellations.note_again(asker, parent)

        return left

    def _timeout_is_left(self, timeout: Any, *error: object) -> Callable[[], object]:
        """The end of the block. It may take back the request of the timeout."""
        return self._may_take_back(timeout._task)

    def _may_take_back(self, task: object) -> Callable[[], object]:
        """Note who has asked until now, as the count of requests may go down from here on.

        Returns what is to be called when the task has taken back what it will.
        """
        self._cancellations.note(self._whereabouts.here.asks, (task,))
        return lambda: self._cancellations.note(self._whereabouts.here.asks, (task,))

    def _timeout_set(self, timeout: object, when: float | None) -> None:
        """A timeout was entered, or set to another time later."""
        if self._lines.get(timeout) is None:
            self._note_line(timeout)

    def _time_is_up(self, timeout: Any) -> Callable[[], object]:
        """A timeout is about to cancel the task that entered it."""
        task = timeout._task
        return self._asks("timeout", task, self._lines.get(timeout), (task,))

    def _interrupted(
        self, runner: object, signum: int, frame: object, main_task: Any
    ) -> Callable[[], object]:
        """Ctrl-C was pressed. The first time, that cancels the main task."""
        return self._asks("Ctrl-C", None, None, (main_task,))

    def _note_line(self, owner: object) -> None:
        line = self._sources.line()
        if line is not None:
            self._lines[owner] = line

    def _asks(
        self, through: Through, owner: object, line: Spot | None, whom: Iterable[object]
    ) -> Callable[[], object]:
        """Until the returned function is called, asyncio is who asks for what this thread cancels.

        `owner` is the task whose group or timeout asks. If there are very many tasks, only those of
        `whom` are looked at.
        """
        here = self._whereabouts.here
        self._cancellations.note(here.asks, whom)
        asker = Asker(here.asks.origin, through, self._tasks.seen(owner), line)
        back = self._whereabouts.go(here._replace(asker=asker))

        def leave() -> None:
            back()
            self._cancellations.note(asker, whom)

        return leave
