"""Promise: what a simulation cannot do it says, and when it is over everything is real again.

A wrong picture is worse than none, and a process in which clocks stand still is worse than both.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from asyncio_timeline.simulation.limits import NotSimulated
from asyncio_timeline.simulation.simulate import Simulation, simulation
from support.pythons import NEWEST, PYTHONS
from support.recorded import program, run

SIMULATED = ("-m", "asyncio_timeline", "--simulated")

NOT_SIMULATED = {
    "socket.socket()": "sockets (socket.socket)",
    "socket.create_connection(('localhost', 80))": "the network (socket.getaddrinfo)",
    "urllib.request.urlopen('http://localhost')": "the network (socket.getaddrinfo)",
    "subprocess.run(['true'])": "subprocesses (subprocess.Popen)",
    "os.system('true')": "processes of the operating system (os.system)",
    "asyncio.run(asyncio.create_subprocess_exec('true'))": "subprocesses (loop.subprocess_exec)",
    "asyncio.run(asyncio.open_connection('localhost', 80))": "sockets (loop.create_connection)",
    "asyncio.run(asyncio.start_server(print, port=80))": "sockets (loop.create_server)",
    "sys.setswitchinterval(1)": "how threads interrupt each other (sys.setswitchinterval)",
    "asyncio.new_event_loop().add_signal_handler(2, print)": "signals (loop.add_signal_handler)",
    "multiprocessing.Process(target=print).start()": "multiprocessing.Process",
}


@pytest.mark.parametrize("code", NOT_SIMULATED)
@pytest.mark.filterwarnings("ignore")
def test_what_is_not_simulated_says_so(code: str) -> None:
    """Where it is met, in one sentence, with a way on."""
    import asyncio
    import multiprocessing
    import os
    import socket
    import urllib.request

    names = {
        "asyncio": asyncio, "multiprocessing": multiprocessing, "os": os, "socket": socket,
        "subprocess": subprocess, "sys": sys, "urllib": urllib,
    }  # fmt: skip
    with simulation(), pytest.raises(NotSimulated) as raised:
        exec(code, names)
    what, _, instead = str(raised.value).partition("; ")
    assert what == f"not simulated: {NOT_SIMULATED[code]}"
    assert instead.startswith(("run the script without", "use concurrent.futures"))


def test_threads_that_cannot_take_turns_say_so(tmp_path: Path) -> None:
    """A thread that sleeps where it cannot be suspended holds up everybody else."""
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, program("simulated/sleeps_in_a_sort_key"))
    assert "NotSimulated: not simulated: MainThread should go on, but asyncio_0" in done.stderr


# ------------------------------------------------------------------------------ cleaning up


def test_after_a_simulation_the_world_is_real() -> None:
    """After a simulation: clocks, locks, threads, loops and pools are the real ones."""
    import asyncio
    import builtins
    import concurrent.futures
    import threading
    import time

    def names() -> list[object]:
        return [
            time.monotonic, time.sleep, threading.Lock, threading.Thread.start, asyncio.run,
            asyncio.new_event_loop, concurrent.futures.ThreadPoolExecutor.submit,
            concurrent.futures.ProcessPoolExecutor, sys.stdout.write, sorted(dir(builtins)),
            sys.setswitchinterval, subprocess.Popen.__init__,
        ]  # fmt: skip

    before = names()
    with Simulation():
        assert names() != before
        asyncio.run(asyncio.to_thread(time.sleep, 1000))
    assert names() == before
    assert asyncio.run(asyncio.to_thread(threading.get_ident)) != threading.get_ident()
