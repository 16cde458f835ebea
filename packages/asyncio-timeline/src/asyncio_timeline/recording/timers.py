"""Which timer will end a wait, and at what time."""

from __future__ import annotations

import asyncio
import asyncio.timeouts
import weakref
from collections.abc import Callable

from asyncio_timeline.recording.values import is_a, plain_attribute
from asyncio_timeline.recording.weak import WeakMap

_Timer = weakref.ref[asyncio.TimerHandle]


class Timers:
    """Timers by the future that they complete, and by the task that they time out."""

    def __init__(self) -> None:
        self._of_future = WeakMap[_Timer]()
        self._of_task = WeakMap[_Timer]()

    def note(
        self, timer: asyncio.TimerHandle, callback: Callable[..., object], args: tuple[object, ...]
    ) -> None:
        """A timer is being made. Its time may not be set yet, so it is asked for later."""
        owner: object = plain_attribute(callback, "__self__")
        if args and hasattr(type(args[0]), "_asyncio_future_blocking"):
            # asyncio.sleep: call_later(delay, _set_result_unless_cancelled, future, result)
            self._of_future[args[0]] = weakref.ref(timer)
        elif is_a(owner, asyncio.timeouts.Timeout):
            task: object = plain_attribute(owner, "_task")
            if task is not None:
                self._of_task[task] = weakref.ref(timer)

    def of_future(self, future: object) -> float | None:
        """When a timer will complete the future, in seconds on the loop's clock, or None."""
        return _when(self._of_future.get(future))

    def of_task(self, task: object) -> float | None:
        """When `asyncio.timeout` will end what the task awaits, on the same clock, or None."""
        return _when(self._of_task.get(task))


def _when(timer: _Timer | None) -> float | None:
    handle = None if timer is None else timer()
    return None if handle is None or handle.cancelled() else handle.when()
