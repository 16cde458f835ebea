"""What a simulation refuses where it is met: what only an operating system can do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from asyncio_timeline.simulation.limits import NotSimulated
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import World

_SOCKETS = ("socketpair",)
_NETWORK = ("getaddrinfo", "gethostbyaddr", "gethostbyname", "getnameinfo")
_SUBPROCESSES = (
    "execv", "execve", "execvp", "execvpe", "fork", "forkpty", "popen", "posix_spawn",
    "posix_spawnp", "spawnv", "spawnve", "spawnvp", "spawnvpe", "startfile", "system",
)  # fmt: skip
_SIGNALS = ("alarm", "pause", "setitimer", "sigtimedwait", "sigwait", "sigwaitinfo")


def patches(_: World) -> Iterator[Patch]:
    """Each raises `NotSimulated` when it is called."""
    yield Patch(socket.socket, "__init__", _refusal("sockets", "socket.socket"))
    yield Patch(subprocess.Popen, "__init__", _refusal("subprocesses", "subprocess.Popen"))
    for owner, names, what in (
        (socket, _SOCKETS, "sockets"),
        (socket, _NETWORK, "the network"),
        (os, _SUBPROCESSES, "processes of the operating system"),
        (signal, _SIGNALS, "signals of the operating system"),
    ):
        for name in names:
            if hasattr(owner, name):
                yield Patch(owner, name, _refusal(what, f"{owner.__name__}.{name}"))
    try:
        from multiprocessing.process import BaseProcess
    except ImportError:  # in a browser
        pass
    else:
        refusal = _refusal(
            "multiprocessing.Process", instead="use concurrent.futures.ProcessPoolExecutor"
        )
        yield Patch(BaseProcess, "start", refusal)
    refusal = _refusal("how threads interrupt each other", "sys.setswitchinterval")
    yield Patch(sys, "setswitchinterval", refusal)


def _refusal(what: str, name: str | None = None, **instead: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotSimulated(what if name is None else f"{what} ({name})", **instead)

    return refuse
