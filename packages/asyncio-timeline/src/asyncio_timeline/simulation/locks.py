"""The locks of a simulation.

`Condition`, `Event`, `Semaphore`, `Barrier` and the queues are CPython's own: they are built on
locks.
"""

from __future__ import annotations

import _thread
import queue
import threading
from collections import deque
from collections.abc import Iterator
from typing import NoReturn

from asyncio_timeline.simulation.clock import LATENCY
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.suspending.may_block import call, may_block
from asyncio_timeline.simulation.world import (
    Actor,
    Steps,
    Suspension,
    World,
    real_get_ident,
    world,
)


def patches(_: World) -> Iterator[Patch]:
    """The two kinds of locks, and a queue that is written in Python, so that it uses them."""
    for name in ("Lock", "_allocate_lock"):
        yield Patch(threading, name, Lock)
    yield Patch(threading, "RLock", RLock)
    for name in ("allocate_lock", "allocate", "lock", "LockType"):
        if hasattr(_thread, name):
            yield Patch(_thread, name, Lock)
    yield Patch(_thread, "RLock", RLock)
    yield Patch(queue, "SimpleQueue", vars(queue)["_PySimpleQueue"])


class Lock:
    """`threading.Lock`."""

    __slots__ = ("__weakref__", "held", "waiting")

    def __init__(self) -> None:
        self.held = False
        self.waiting: deque[Suspension] = deque()

    @may_block
    def acquire(self, blocking: bool = True, timeout: float = -1) -> Steps[bool]:
        """As `_thread.lock.acquire`."""
        timeout = _checked(blocking, timeout)
        while self.held:
            if timeout == 0:
                return False
            suspension = Suspension()
            self.waiting.append(suspension)
            end = None
            if timeout > 0:
                end = world().now + timeout
                world().wake_after(suspension, timeout)
            yield suspension
            if end is not None:
                timeout = max(0.0, end - world().now)
                if self.held and timeout < LATENCY / 2:
                    timeout = 0
        self.held = True
        return True

    def release(self) -> None:
        """As `_thread.lock.release`."""
        if not self.held:
            raise RuntimeError("release unlocked lock")
        self.held = False
        while self.waiting:
            suspension = self.waiting.popleft()
            if not suspension.over:
                suspension.end()
                return

    def locked(self) -> bool:
        """Whether anybody holds it."""
        return self.held

    @may_block
    def __enter__(self) -> Steps[bool]:
        return (yield from call(self.acquire))

    def __exit__(self, *error: object) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self.held = False

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("cannot pickle '_thread.lock' object")

    def __repr__(self) -> str:
        state = "locked" if self.held else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


def _checked(blocking: bool, timeout: float) -> float:
    """Seconds to wait, -1 for ever. As `lock_acquire_parse_args` in Modules/_threadmodule.c."""
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > threading.TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return timeout if blocking else 0


class RLock:
    """`threading.RLock`."""

    def __init__(self) -> None:
        self._block = Lock()
        self._owner: Actor | None = None
        self._count = 0

    @may_block
    def acquire(self, blocking: bool = True, timeout: float = -1) -> Steps[bool]:
        """As `_thread.RLock.acquire`."""
        if self._owner is _actor():
            _checked(blocking, timeout)
            self._count += 1
            return True
        if not (yield from call(self._block.acquire, blocking, timeout)):
            return False
        self._owner, self._count = _actor(), 1
        return True

    def release(self) -> None:
        """As `_thread.RLock.release`."""
        if self._owner is not _actor():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def locked(self) -> bool:
        """Whether anybody holds it."""
        return self._count > 0

    @may_block
    def __enter__(self) -> Steps[bool]:
        return (yield from call(self.acquire))

    def __exit__(self, *error: object) -> None:
        self.release()

    # What `threading.Condition` uses.
    def _is_owned(self) -> bool:
        return self._owner is _actor()

    def _release_save(self) -> tuple[int, Actor | None]:
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._count, self._owner)
        self._count, self._owner = 0, None
        self._block.release()
        return state

    @may_block
    def _acquire_restore(self, state: tuple[int, Actor | None]) -> Steps[None]:
        yield from call(self._block.acquire)
        self._count, self._owner = state

    def _recursion_count(self) -> int:
        return self._count if self._owner is _actor() else 0

    def _at_fork_reinit(self) -> None:
        self._block, self._owner, self._count = Lock(), None, 0

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("cannot pickle '_thread.RLock' object")

    def __repr__(self) -> str:
        state = "locked" if self._count else "unlocked"
        owner = getattr(self._owner, "ident", 0) or (real_get_ident() if self._owner else 0)
        return f"<{state} _thread.RLock object owner={owner} count={self._count} at {id(self):#x}>"


_nobody = Actor()


def _actor() -> Actor:
    """The thread that runs. After a simulation its locks still work, for one thread."""
    try:
        return world().current
    except RuntimeError:
        return _nobody
