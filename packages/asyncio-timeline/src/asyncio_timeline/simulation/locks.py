"""`time.sleep` and the locks of a simulation: what makes a thread wait.

`Condition`, `Event`, `Semaphore`, `Barrier` and the queues are CPython's own: they are built on
locks.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any, NoReturn

from asyncio_timeline.simulation.clock import LATENCY
from asyncio_timeline.simulation.suspending.suspendable import suspends
from asyncio_timeline.simulation.world import Actor, Steps, Wait, drive, schedule

real_get_ident = threading.get_ident


# ------------------------------------------------------------------------------ sleeping


def sleep(seconds: float, /) -> None:
    """`time.sleep`: whoever calls it blocks, and it costs no real time."""
    drive(_sleep(seconds))


@suspends(sleep)
def _sleep(seconds: float, /) -> Steps[None]:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    wait = Wait()
    schedule().wake_after(wait, seconds + LATENCY)
    yield wait


# --------------------------------------------------------------------------------- locks


class Lock:
    """`threading.Lock`."""

    __slots__ = ("__weakref__", "held", "waiting")

    def __init__(self) -> None:
        self.held = False
        self.waiting: deque[Wait] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As `_thread.lock.acquire`."""
        if not self.held and blocking and timeout == -1:
            self.held = True
            return True
        return drive(_acquire(self, blocking, timeout))

    def release(self) -> None:
        """As `_thread.lock.release`."""
        if not self.held:
            raise RuntimeError("release unlocked lock")
        self.held = False
        self._wake()

    def _wake(self) -> None:
        while self.waiting:
            wait = self.waiting.popleft()
            if not wait.over:
                wait.end()
                return

    def locked(self) -> bool:
        """Whether anybody holds it."""
        return self.held

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self.held = False

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("cannot pickle '_thread.lock' object")

    def __repr__(self) -> str:
        state = "locked" if self.held else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


@suspends(Lock.acquire)
def _acquire(lock: Any, blocking: bool = True, timeout: float = -1) -> Steps[bool]:
    timeout = _checked(blocking, timeout)
    while lock.held:
        if timeout == 0:
            return False
        wait = Wait()
        lock.waiting.append(wait)
        end = None
        if timeout > 0:
            end = schedule().now + timeout
            schedule().wake_after(wait, timeout)
        yield wait
        if end is not None:
            timeout = max(0.0, end - schedule().now)
            if lock.held and timeout < LATENCY / 2:
                timeout = 0
    lock.held = True
    return True


@suspends(Lock.__enter__)
def _enter(lock: Lock) -> Steps[bool]:
    return (yield from _acquire(lock))


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

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As `_thread.RLock.acquire`."""
        if self._owner is None and blocking and timeout == -1:
            self._block.held = True
            return self._take()
        return drive(_acquire_again(self, blocking, timeout))

    def _take(self) -> bool:
        self._owner = _actor()
        self._count = 1
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

    def __enter__(self) -> bool:
        return self.acquire()

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

    def _acquire_restore(self, state: tuple[int, Actor | None]) -> None:
        drive(_restore(self, state))

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


@suspends(RLock.acquire)
def _acquire_again(lock: Any, blocking: bool = True, timeout: float = -1) -> Steps[bool]:
    if lock._owner is _actor():
        _checked(blocking, timeout)
        lock._count += 1
        return True
    if not (yield from _acquire(lock._block, blocking, timeout)):
        return False
    return bool(lock._take())


@suspends(RLock.__enter__)
def _enter_again(lock: RLock) -> Steps[bool]:
    return (yield from _acquire_again(lock))


@suspends(RLock._acquire_restore)  # pyright: ignore[reportPrivateUsage]
def _restore(lock: Any, state: tuple[int, Actor | None]) -> Steps[None]:
    yield from _acquire(lock._block)
    lock._count, lock._owner = state


_nobody = Actor()


def _actor() -> Actor:
    """Who runs. After a simulation its locks still work for one thread."""
    try:
        return schedule().current
    except RuntimeError:
        return _nobody
