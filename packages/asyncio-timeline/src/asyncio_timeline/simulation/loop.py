"""CPython's event loop on the simulated clock.

Everything that decides who runs when is CPython's own: `BaseEventLoop._run_once`, the C tasks and
futures, `asyncio.Runner`. Only the selector, the clock and what needs the operating system differ.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.tasks
import inspect
import math
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from asyncio_timeline.simulation.clock import LATENCY
from asyncio_timeline.simulation.limits import NotSimulated, Stopped
from asyncio_timeline.simulation.suspending.suspendable import call, suspends
from asyncio_timeline.simulation.world import Steps, Wait, schedule


class SimulatedEventLoop(asyncio.base_events.BaseEventLoop):
    """The loop that `asyncio.run` gets in a simulation. It needs no `selector` of the caller's."""

    def __init__(self, selector: object = None) -> None:
        super().__init__()
        self._world = schedule()
        self._selector = _Selector(self)

    # ------------------------------------------------------------------ time and turns

    def time(self) -> float:
        """Simulated seconds."""
        return self._world.clock.read()

    def _run_once(self) -> None:
        super()._run_once()  # type: ignore[misc]
        self._forget_aside()

    def _forget_aside(self) -> None:
        aside, self._selector.aside = self._selector.aside, None
        if aside is not None:
            me: Any = self
            aside.extend(me._ready)
            me._ready = aside

    def _write_to_self(self) -> None:
        self._selector.woken = True
        if self._selector.wait is not None:
            self._selector.wait.end()

    def _process_events(self, events: list[Any]) -> None:
        pass

    def can_turn(self) -> bool:
        """Whether its next turn may run now, above code that blocks."""
        return not getattr(self, "_stopping", False)

    def turn(self, wait: Wait) -> Wait:
        """Run a turn. Returns the wait for the next one."""
        self._selector.polls = True
        try:
            self._run_once()
        finally:
            self._selector.polls = False
        me: Any = self
        timeout = None
        if me._ready or me._stopping:
            timeout = 0.0
        elif me._scheduled:
            timeout = max(0.0, me._scheduled[0]._when - self.time())
        return self._selector.arm(timeout)

    def waiting(self) -> list[str]:
        """The names of its tasks that wait."""
        return [task.get_name() for task in in_order(asyncio.tasks.all_tasks(self))]

    # ----------------------------------------------------------------- tasks and executors

    def create_task(self, coro: Any, **options: Any) -> Any:
        """As `BaseEventLoop.create_task`."""
        try:
            self._world.budget.task()
        except Stopped:
            coro.close()
            raise
        if options.get("name") is None and self._names_tasks():
            options["name"] = f"Task-{self._world.next_task()}"
        task = super().create_task(coro, **options)
        self._world.tasks[task] = next(self._world.count)
        source = getattr(task, "_source_traceback", None)
        if source:
            del source[-1]  # this line
        return task

    def _names_tasks(self) -> bool:
        """Whether to count tasks anew, which CPython does once a process.

        Before 3.14, eager tasks learn their name too late for that.
        """
        factory = self.get_task_factory()
        own = getattr(factory, "__code__", None) in {None, _eager_code}
        return sys.version_info >= (3, 14) and own

    # ------------------------------------------------------------------ not simulated


_eager_code = getattr(getattr(asyncio, "eager_task_factory", None), "__code__", None)


@suspends(SimulatedEventLoop._run_once)  # pyright: ignore[reportPrivateUsage]
def _run_once(loop: Any) -> Steps[None]:
    """The same for a loop in a simulated thread."""
    yield from call(asyncio.base_events.BaseEventLoop._run_once, loop)  # type: ignore[attr-defined]
    loop._forget_aside()


@suspends(asyncio.base_events.BaseEventLoop._do_shutdown)  # type: ignore[attr-defined]
def _shut_down(loop: Any, future: Any) -> Steps[None]:
    """As `BaseEventLoop._do_shutdown`, in a simulated thread."""
    try:
        yield from call(loop._default_executor.shutdown, wait=True)
        if not loop.is_closed():
            loop.call_soon_threadsafe(_set_result_unless_cancelled, future)
    except Exception as error:
        if not loop.is_closed() and not future.cancelled():
            loop.call_soon_threadsafe(future.set_exception, error)


def _set_result_unless_cancelled(future: Any) -> None:
    if not future.cancelled():
        future.set_result(None)


class _Selector:
    """Waits on the simulated clock, as `selectors.EpollSelector` on the real one."""

    def __init__(self, loop: SimulatedEventLoop) -> None:
        self._loop = loop
        self.wait: Wait | None = None
        self.woken = False  # as by a byte in the self-pipe of a real loop
        self.polls = False  # a turn runs above others that block: it must not wait
        self.aside: deque[Any] | None = None  # what is ready, but not to run in this turn

    def select(self, timeout: float | None) -> list[Any]:
        """Wait for so many seconds, or until another thread wakes the loop."""
        wait = self._begin(timeout)
        if wait is not None:
            schedule().block(wait, self._loop)
            self._end()
        return []

    def _begin(self, timeout: float | None) -> Wait | None:
        """The wait, if there is one."""
        world = schedule()
        world.budget.turn()
        if self.polls:
            return None
        world.run_due()
        if timeout == 0 or self.woken:
            self.woken = False
            world.clock.turn()
            return None
        return self.arm(timeout)

    def _end(self) -> None:
        self.wait, self.woken = None, False
        loop: Any = self._loop
        if loop._stopping and self.aside is None:
            # It was stopped in a turn that ran above others. In this one nothing is to run.
            self.aside, loop._ready = loop._ready, deque()

    def arm(self, timeout: float | None) -> Wait:
        """The wait for what wakes the loop."""
        self.wait = Wait()
        if timeout is not None:
            # epoll_wait(2) counts in milliseconds; selectors.EpollSelector rounds up.
            schedule().wake_after(self.wait, math.ceil(timeout * 1e3) * 1e-3 + LATENCY)
        if self.woken:
            self.wait.end()
        return self.wait

    def close(self) -> None:
        """Nothing to close."""


@suspends(_Selector.select)
def _select(selector: Any, timeout: float | None) -> Steps[list[Any]]:
    """The same for a loop in a simulated thread."""
    wait = selector._begin(timeout)
    if wait is not None:
        yield wait
        selector._end()
    return []


class TaskSet(set[Any]):
    """A set whose tasks come in the order in which they were created.

    That of a real set is of addresses in memory, so whom a `TaskGroup` cancels first, or which of
    the tasks of `asyncio.wait` comes first, would differ between machines.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        order = schedule().tasks
        return iter(sorted(super().__iter__(), key=lambda each: _place(order, each)))

    def __repr__(self) -> str:
        return repr(set(self))


def _place(order: Mapping[Any, int], thing: object) -> int:
    try:
        return order.get(thing, -1)
    except TypeError:  # it takes no weak references, so it is no task
        return -1


TaskSet.__name__ = TaskSet.__qualname__ = "set"
TaskSet.__module__ = "builtins"


def in_order(tasks: Any) -> list[Any]:
    """Tasks by name, Task-2 before Task-10."""
    return sorted(tasks, key=lambda task: (len(task.get_name()), task.get_name()))


_UNSUPPORTED: dict[str, tuple[str, ...]] = {
    "sockets": (
        "add_reader", "remove_reader", "add_writer", "remove_writer", "sock_recv",
        "sock_recv_into", "sock_recvfrom", "sock_recvfrom_into", "sock_sendall", "sock_sendto",
        "sock_connect", "sock_accept", "sock_sendfile", "sendfile", "start_tls",
        "create_connection", "create_server", "create_datagram_endpoint",
        "create_unix_connection", "create_unix_server", "connect_accepted_socket",
        "getaddrinfo", "getnameinfo",
    ),
    "subprocesses": (
        "subprocess_exec", "subprocess_shell", "connect_read_pipe", "connect_write_pipe",
    ),
    "signals": ("add_signal_handler", "remove_signal_handler"),
}  # fmt: skip


def _refuse(what: str, name: str) -> None:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotSimulated(f"{what} (loop.{name})")

    refuse.__name__ = name
    refuse.__qualname__ = f"SimulatedEventLoop.{name}"
    if inspect.iscoroutinefunction(getattr(asyncio.base_events.BaseEventLoop, name, None)):

        async def refuse_later(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
            refuse(self)

        setattr(SimulatedEventLoop, name, refuse_later)
    else:
        setattr(SimulatedEventLoop, name, refuse)


for _what, _names in _UNSUPPORTED.items():
    for _name in _names:
        _refuse(_what, _name)

# Messages that show a loop show the class that the program would have had.
_shown = "ProactorEventLoop" if sys.platform == "win32" else "_UnixSelectorEventLoop"
SimulatedEventLoop.__name__ = SimulatedEventLoop.__qualname__ = _shown
