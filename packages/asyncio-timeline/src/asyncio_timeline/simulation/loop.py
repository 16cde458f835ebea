"""CPython's event loop on the simulated clock.

Everything that decides who runs when is CPython's own: `BaseEventLoop._run_once`, the C tasks and
futures, `asyncio.Runner`. Only the selector, the clock and what needs the operating system differ.
"""

from __future__ import annotations

import _threading_local
import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.runners
import asyncio.tasks
import inspect
import math
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any, NoReturn

from asyncio_timeline import own
from asyncio_timeline.simulation.clock import LATENCY
from asyncio_timeline.simulation.inventory import LOOP_METHODS
from asyncio_timeline.simulation.limits import Stopped
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.suspending.may_block import may_block
from asyncio_timeline.simulation.task_order import in_order
from asyncio_timeline.simulation.world import Steps, Suspension, World, world


def patches(_: World) -> Iterator[Patch]:
    """Whatever makes an event loop."""
    for name in ("SelectorEventLoop", "EventLoop"):
        if hasattr(asyncio, name):
            yield Patch(asyncio, name, SimulatedEventLoop)
    # Pyodide replaces it.
    yield Patch(asyncio, "run", asyncio.runners.run)
    events: Any = asyncio.events
    base = getattr(events, "_BaseDefaultEventLoopPolicy", None) or getattr(
        events, "BaseDefaultEventLoopPolicy", None
    )
    if base is None:
        for module in (asyncio, asyncio.events):
            yield Patch(module, "new_event_loop", SimulatedEventLoop)
        return
    # What `get_event_loop` does without a running loop differs by version and is the policy's. The
    # program may have one of its own, built on the policy of the system.
    local = type("_Local", (_threading_local.local,), {"_loop": None, "_set_called": False})
    yield Patch(base, "_Local", local)
    for name in ("asyncio.unix_events", "asyncio.windows_events"):
        for each in list(vars(sys.modules[name]).values()) if name in sys.modules else ():
            if isinstance(each, type) and issubclass(each, base):
                yield Patch(each, "_loop_factory", SimulatedEventLoop)
    policy = type("_SimulatedPolicy", (base,), {"_loop_factory": SimulatedEventLoop})
    yield Patch(events, "_event_loop_policy", policy())


class SimulatedEventLoop(asyncio.base_events.BaseEventLoop):
    """The loop that `asyncio.run` gets in a simulation. It ignores the `selector` it is given."""

    def __init__(self, selector: object = None) -> None:
        super().__init__()
        self._world = world()
        self._selector = _Selector(self)

    # ------------------------------------------------------------------ time and turns

    def time(self) -> float:
        """Simulated seconds."""
        return self._world.clock.read()

    def _write_to_self(self) -> None:
        self._selector.wake()

    def _process_events(self, events: list[Any]) -> None:
        pass

    def can_turn(self) -> bool:
        """Whether its next turn may run now, above code that blocks."""
        return not getattr(self, "_stopping", False)

    def turn(self) -> Suspension:
        """Run a turn above code that blocks. Returns what it waits for before the next one."""
        me: Any = self
        self._selector.is_above = True
        try:
            me._run_once()
        finally:
            self._selector.is_above = False
        timeout = None
        if me._ready or me._stopping:
            timeout = 0.0
        elif me._scheduled:
            timeout = max(0.0, me._scheduled[0]._when - self.time())
        return self._selector.wait(timeout)

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
        if source and own.is_own(source[-1].filename):  # unless `program.frames` hid this line
            del source[-1]
        return task

    def _names_tasks(self) -> bool:
        """Whether to number tasks from 1 in this simulation; CPython does so once a process.

        Before 3.14, eager tasks learn their name too late for that.
        """
        factory = self.get_task_factory()
        is_known = getattr(factory, "__code__", None) in {None, _eager_code}
        return sys.version_info >= (3, 14) and is_known


_eager_code = getattr(getattr(asyncio, "eager_task_factory", None), "__code__", None)


class _Selector:
    """Waits on the simulated clock, as `selectors.EpollSelector` does on the real one."""

    def __init__(self, loop: SimulatedEventLoop) -> None:
        self._loop: Any = loop
        self._suspension: Suspension | None = None
        """What the loop waits for, while it waits."""
        self._is_woken = False
        """Whether another thread woke the loop: the byte in the self-pipe of a real one."""
        self.is_above = False
        """Whether the turn that runs is above code that blocks (see `World.block`)."""
        self._postponed: deque[Any] | None = None
        """Handles that are ready, but only for the turn after this one."""

    @may_block
    def select(self, timeout: float | None) -> Steps[list[Any]]:
        """Wait for so many seconds, or until another thread wakes the loop."""
        here = world()
        here.budget.turn()
        if self._postponed is not None:
            # A loop that was stopped runs again: the second `loop.run_until_complete(...)`.
            self._postponed.extend(self._loop._ready)
            self._loop._ready, self._postponed = self._postponed, None
            timeout = 0
        if self.is_above:
            # What blocks below waits for this turn to end. A wait in here would hold it up: with
            # `loop.call_soon(print)` in a callback the loop is ready again before it ends.
            return []
        here.run_due()
        if timeout == 0 or self._is_woken:
            # `await asyncio.sleep(0)` leaves a handle ready, `call_soon_threadsafe` a byte to read:
            # epoll_wait(2) returns at once. The clock goes on, or a loop that only spins would
            # never see its timers end.
            self._is_woken = False
            here.clock.turn()
            return []
        yield self.wait(timeout)
        self._suspension, self._is_woken = None, False
        if self._loop._stopping:
            # `loop.stop()` was called in a turn that ran above the code that blocked in here. A
            # real loop would have ended with that turn; this one comes back from its selector and
            # runs what is ready. So nothing may be ready until it runs the next time.
            self._postponed, self._loop._ready = self._loop._ready, deque()
        return []

    def wait(self, timeout: float | None) -> Suspension:
        """What ends after so many seconds, or as soon as another thread wakes the loop."""
        self._suspension = Suspension(self._loop)
        if timeout is not None:
            # epoll_wait(2) counts in milliseconds; selectors.EpollSelector rounds up.
            seconds = math.ceil(timeout * 1e3) * 1e-3 + LATENCY
            world().wake_after(self._suspension, seconds)
        if self._is_woken:
            # In the turn that has just run above: the loop waits for nothing.
            self._suspension.end()
        return self._suspension

    def wake(self) -> None:
        """Another thread has something for the loop: `loop.call_soon_threadsafe(...)`."""
        self._is_woken = True
        if self._suspension is not None:
            self._suspension.end()

    def close(self) -> None:
        """Nothing to close."""


def _refuse(what: str, name: str) -> None:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise world().refuse(f"{what} (loop.{name})")

    refuse.__name__ = name
    refuse.__qualname__ = f"SimulatedEventLoop.{name}"
    if inspect.iscoroutinefunction(getattr(asyncio.base_events.BaseEventLoop, name, None)):

        async def refuse_later(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
            refuse(self)

        setattr(SimulatedEventLoop, name, refuse_later)
    else:
        setattr(SimulatedEventLoop, name, refuse)


for _what, _names in LOOP_METHODS.items():
    for _name in _names.split():
        _refuse(_what, _name)

# Messages that show a loop show the class that the program would have had.
_shown = "ProactorEventLoop" if sys.platform == "win32" else "_UnixSelectorEventLoop"
SimulatedEventLoop.__name__ = SimulatedEventLoop.__qualname__ = _shown
