"""Sets of tasks in the order in which the tasks were created, so that each run is the same.

A real set has its tasks in the order of their addresses in memory. So which task a `TaskGroup`
cancels first, or `asyncio.wait` returns first, would differ from run to run.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import World, world

_in_any_order: Callable[..., Any] = asyncio.tasks.as_completed


def patches(_: World) -> Iterator[Patch]:
    """The sets that asyncio makes of tasks."""
    all_tasks = asyncio.tasks.all_tasks

    @functools.wraps(all_tasks)
    def tasks_in_order(loop: Any = None) -> TaskSet:
        return TaskSet(all_tasks(loop))

    for owner in (asyncio, asyncio.tasks):
        yield Patch(owner, "all_tasks", tasks_in_order)
    for module in (asyncio.tasks, asyncio.taskgroups):
        yield Patch(module, "set", TaskSet)
    if sys.version_info >= (3, 13):
        yield Patch(asyncio, "as_completed", as_completed)


class TaskSet(set[Any]):
    """A set whose tasks come in the order in which they were created."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        places = world().tasks
        return iter(sorted(super().__iter__(), key=lambda each: _place(places, each)))

    def __repr__(self) -> str:
        return repr(set(self))


def _place(places: Mapping[Any, int], thing: object) -> int:
    try:
        return places.get(thing, -1)
    except TypeError:  # it takes no weak references, so it is no task
        return -1


TaskSet.__name__ = TaskSet.__qualname__ = "set"
TaskSet.__module__ = "builtins"


def in_order(tasks: Any) -> list[Any]:
    """Tasks by name, Task-2 before Task-10."""
    return sorted(tasks, key=lambda task: (len(task.get_name()), task.get_name()))


def as_completed(fs: Any, *, timeout: float | None = None) -> Any:
    """As `asyncio.as_completed`, which makes tasks of a set of coroutines, in any order.

    Here they become tasks in the order in which they are given.
    """
    refused = asyncio.isfuture(fs) or asyncio.iscoroutine(fs) or not hasattr(fs, "__iter__")
    if refused or asyncio.events._get_running_loop() is None:
        return _in_any_order(fs, timeout=timeout)
    given: Any = fs
    tasks = [asyncio.ensure_future(future) for future in dict.fromkeys(given)]
    return _in_any_order(tasks, timeout=timeout)
