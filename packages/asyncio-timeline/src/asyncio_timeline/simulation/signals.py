"""Signals that a program sends itself, which CPython hands to its main thread.

No others come: whatever sends them is refused.
"""

from __future__ import annotations

import _thread
import signal
from collections.abc import Iterator

from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import World, is_simulated, world

_real_raise_signal = signal.raise_signal
_real_interrupt_main = _thread.interrupt_main


def patches(_: World) -> Iterator[Patch]:
    """The two functions that send them."""
    yield Patch(signal, "raise_signal", raise_signal)
    yield Patch(_thread, "interrupt_main", interrupt_main)


def raise_signal(signalnum: int, /) -> None:
    """As `signal.raise_signal`, which in another thread interrupts the main one."""
    if is_simulated() and world().current is not world().main:
        raise world().refuse("signals of a thread (signal.raise_signal)")
    _real_raise_signal(signalnum)


def interrupt_main(signum: signal.Signals = signal.SIGINT, /) -> None:
    """As `_thread.interrupt_main`."""
    if is_simulated() and world().current is not world().main:
        raise world().refuse("signals of a thread (_thread.interrupt_main)")
    _real_interrupt_main(signum)
