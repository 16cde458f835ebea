"""The futures of executors: what a recorder hears about them, and what a program sees."""

from __future__ import annotations

import asyncio
import asyncio.futures
import concurrent.futures
import functools
from collections.abc import Iterator
from typing import Any

from asyncio_timeline import own
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import World


def patches(here: World) -> Iterator[Patch]:
    """Methods of `concurrent.futures.Future`, and what wraps one for asyncio."""
    base: Any = concurrent.futures.Future
    set_exception, cancel = base.set_exception, base.cancel
    wrap_future = asyncio.futures.wrap_future

    @functools.wraps(set_exception)
    def set_clean_exception(self: Any, exception: Any) -> None:
        if exception is not None:
            exception.__traceback__ = own.without_frames(exception.__traceback__)
        set_exception(self, exception)

    @functools.wraps(cancel)
    def cancel_job(self: Any) -> bool:
        cancelled: bool = cancel(self)
        if cancelled and here.recorder is not None:
            here.recorder.job_ended(here.recorder.job_of(self), "cancelled")
        return cancelled

    @functools.wraps(wrap_future)
    def wrap_job(future: Any, *, loop: Any = None) -> Any:
        wrapped = wrap_future(future, loop=loop)
        if here.recorder is not None:
            here.recorder.link_future(here.recorder.job_of(future), wrapped)
        return wrapped

    yield Patch(base, "set_exception", set_clean_exception)
    yield Patch(base, "cancel", cancel_job)
    for module in (asyncio, asyncio.futures):
        yield Patch(module, "wrap_future", wrap_job)
