"""The module `time` on the simulated clock."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from asyncio_timeline.simulation.clock import EPOCH, LATENCY
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.suspending.may_block import may_block
from asyncio_timeline.simulation.world import Steps, Suspension, World, real_get_ident, world


@may_block
def sleep(seconds: float, /) -> Steps[None]:
    """`time.sleep`: the thread that calls it blocks, and no real time goes by."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    suspension = Suspension()
    world().wake_after(suspension, seconds + LATENCY)
    yield suspension


def patches(here: World) -> Iterator[Patch]:
    """Clocks and `sleep`, wherever they are kept under a name."""
    read = here.read

    def simulated(name: str, shown: Callable[[], Any]) -> Patch:
        real = getattr(time, name)
        # Another real thread, of a test runner for example, has real time.
        return Patch(
            time, name, lambda: shown() if real_get_ident() == here.real_thread else real()
        )

    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        if hasattr(time, name):
            yield simulated(name, read)
            yield simulated(f"{name}_ns", lambda: int(read() * 1e9))
    yield simulated("time", lambda: EPOCH + read())
    yield simulated("time_ns", lambda: int(EPOCH * 10**9) + int(read() * 1e9))
    yield Patch(time, "sleep", sleep)
    for name in ("localtime", "gmtime", "ctime"):
        yield Patch(time, name, _of_now(getattr(time, name), time.time))
    # Names that were bound when these modules were imported.
    yield Patch(threading, "_time", time.monotonic)
    yield Patch(queue, "time", time.monotonic)


def _of_now(convert: Callable[[float], Any], now: Callable[[], float]) -> Callable[..., Any]:
    """`convert`, whose default is now: C code reads the real clock for it."""

    def of(seconds: float | None = None, /) -> Any:
        return convert(now() if seconds is None else seconds)

    return of
