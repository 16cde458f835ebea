"""`select.select` without files, which only sleeps. With files it is refused."""

from __future__ import annotations

import select as real
import selectors
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.suspending.may_block import call, may_block
from asyncio_timeline.simulation.time import sleep
from asyncio_timeline.simulation.world import Steps, Suspension, World, world


def patches(_: World) -> Iterator[Patch]:
    """The function, and the selectors, which keep functions of the module under other names."""
    yield Patch(real, "select", select)
    yield Patch(selectors.SelectSelector, "_select", staticmethod(select))
    for name, kept in (("EpollSelector", "epoll"), ("PollSelector", "poll"),
                       ("DevpollSelector", "devpoll")):  # fmt: skip
        kind = getattr(selectors, name, None)
        if kind is not None:
            yield Patch(kind, "_selector_cls", _refused(f"select.{kept}"))


def _refused(name: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise world().refuse(f"files that become ready ({name})")

    return refuse


@may_block
def select(rlist: Any, wlist: Any, xlist: Any, timeout: float | None = None, /) -> Steps[Any]:
    """As `select.select`."""
    if any(list(each) for each in (rlist, wlist, xlist)):
        raise world().refuse("files that become ready (select.select)")
    if timeout is None:
        yield Suspension()  # for ever
    elif timeout < 0:
        raise ValueError("timeout must be non-negative")
    else:
        yield from call(sleep, timeout)
    return [], [], []
