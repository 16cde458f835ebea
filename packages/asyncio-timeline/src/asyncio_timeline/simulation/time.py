"""The module `time` on the simulated clock."""

from __future__ import annotations

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
    """Clocks, `sleep`, and what takes now for a default."""
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
    for name, real, count in (("asctime", time.asctime, 0), ("strftime", time.strftime, 1)):
        yield Patch(time, name, _of_today(real, count))
    for name, one in (("clock_gettime", 1.0), ("clock_gettime_ns", 10**9)):
        if hasattr(time, name):
            yield Patch(time, name, _of_clock(here, one))


def _of_now(convert: Callable[[float], Any], now: Callable[[], float]) -> Callable[..., Any]:
    """`convert`, whose default is now: C code reads the real clock for it."""

    def of(seconds: float | None = None, /) -> Any:
        return convert(now() if seconds is None else seconds)

    return of


def _of_today(show: Callable[..., str], count: int) -> Callable[..., str]:
    """`show`, whose last parameter is now by default, after `count` others."""

    def of(*args: Any) -> str:
        return show(*args, time.localtime()) if len(args) == count else show(*args)

    return of


def _of_clock(here: World, one: float) -> Callable[[int], float]:
    """A reading of a clock by its number, in units of which a second has `one`."""

    def read(clock: int, /) -> float:
        kind = type(one)
        if clock in _WALL:
            return kind(EPOCH * one) + kind(here.read() * one)
        if clock in _OTHERS:
            return kind(here.read() * one)
        raise here.refuse("this clock (time.clock_gettime)")

    return read


def _numbers(*names: str) -> set[int]:
    return {getattr(time, f"CLOCK_{name}") for name in names if hasattr(time, f"CLOCK_{name}")}


_WALL = _numbers("REALTIME")
_OTHERS = _numbers(
    "MONOTONIC",
    "MONOTONIC_RAW",
    "BOOTTIME",
    "PROCESS_CPUTIME_ID",
    "THREAD_CPUTIME_ID",
    "UPTIME_RAW",
    "HIGHRES",
)
