"""Promise: what a simulation cannot do it says, and when it is over everything is real again.

A wrong picture is worse than none, and a process in which clocks stand still is worse than both.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from asyncio_timeline.simulation.limits import STATUS, NotSimulated
from asyncio_timeline.simulation.simulate import Simulation, simulation
from support.pythons import NEWEST, PYTHONS
from support.recorded import PROGRAMS, program, run

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
    with pytest.raises(NotSimulated) as raised, simulation():
        exec(code, names)
    what, _, instead = str(raised.value).partition("; ")
    assert what.partition(" in line ")[0] == f"not simulated: {NOT_SIMULATED[code]}"
    assert instead.startswith(("run the script without", "use concurrent.futures"))
    del raised
    gc.collect()  # loops that nobody closed, while nobody is warned of them


SWALLOWED = {
    "a_thread_by_its_number": (
        "signals of the operating system (signal.pthread_kill)",
        6,
    ),
    "and_exits": (
        "processes of the operating system (os.killpg)",
        10,
    ),
    "by_a_bare_except": (
        "processes of the operating system (os.kill)",
        6,
    ),
    "by_a_class": (
        "sockets (socket.socket)",
        5,
    ),
    "by_a_retry": (
        "sockets (loop.create_connection)",
        9,
    ),
    "by_a_selector": (
        "files that become ready (select.epoll)",
        5,
    ),
    "by_gathering": (
        "sockets (loop.create_connection)",
        7,
    ),
    "by_its_number": (
        "files that tell of real processes (/proc/self/stat)",
        6,
    ),
    "by_suppressing": (
        "the network (socket.getaddrinfo)",
        7,
    ),
    "for_ever": (
        "processes of the operating system (os.fork)",
        7,
    ),
    "in_a_callback": (
        "real time (faulthandler.dump_traceback_later)",
        14,
    ),
    "in_a_pool": (
        "processes of the operating system (os.fork)",
        7,
    ),
    "in_a_process": (
        "processes of the operating system (os.fork)",
        8,
    ),
    "in_a_thread": (
        "subprocesses (subprocess.Popen)",
        9,
    ),
    "in_c": (
        "C functions (ctypes.dlopen)",
        5,
    ),
    "while_it_cleans_up": (
        "signals of the operating system (signal.alarm)",
        9,
    ),
}
"""Programs that go on after a refusal, or try to: what they need, and in which line."""


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("name", SWALLOWED)
def test_a_refusal_cannot_be_swallowed(name: str, version: str, tmp_path: Path) -> None:
    """The run ends with a status of its own, its last word is why, and nothing false is printed."""
    script = program(f"refused/{name}")
    done = run(PYTHONS[version], tmp_path, *SIMULATED, "-o", "timeline.json", script)
    what, line = SWALLOWED[name]
    assert done.stderr == (
        f"NotSimulated: not simulated: {what} in line {line} of {script.name}; "
        "run the script without the simulation\n"
    )
    assert (done.stdout, done.returncode) == ("", STATUS)


def test_every_program_that_is_refused_is_tried() -> None:
    """A program that no test names would look like a promise, and be none."""
    assert {path.stem for path in (PROGRAMS / "refused").glob("*.py")} == set(SWALLOWED)


def test_threads_that_cannot_take_turns_say_so(tmp_path: Path) -> None:
    """A thread that sleeps where it cannot be suspended holds up everybody else."""
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, program("simulated/sleeps_in_a_sort_key"))
    assert "NotSimulated: not simulated: MainThread should go on, but asyncio_0" in done.stderr
    assert done.returncode == STATUS


def test_other_threads_of_the_process_are_refused_nothing() -> None:
    """A test runner's own threads go on as they did."""
    import _thread
    import os

    real, groups = os.getpgrp(), list[int]()
    go, gone = _thread.allocate_lock(), _thread.allocate_lock()
    go.acquire()
    gone.acquire()

    def watch() -> None:
        go.acquire()
        groups.append(os.getpgrp())
        gone.release()

    _thread.start_new_thread(watch, ())
    with simulation():
        go.release()
        gone.acquire()
    assert groups == [real]


# ------------------------------------------------------------------------------ cleaning up


def test_after_a_simulation_the_world_is_real() -> None:
    """After a simulation: clocks, locks, threads, loops and pools are the real ones."""
    import asyncio
    import builtins
    import concurrent.futures
    import datetime
    import os
    import queue
    import selectors
    import signal
    import threading
    import time

    def names() -> list[object]:
        return [
            time.monotonic, time.sleep, threading.Lock, threading.Thread.start, asyncio.run,
            asyncio.new_event_loop, concurrent.futures.ThreadPoolExecutor.submit,
            concurrent.futures.ProcessPoolExecutor, sys.stdout.write, sorted(dir(builtins)),
            sys.setswitchinterval, subprocess.Popen.__init__, datetime.datetime, os.kill,
            signal.raise_signal, threading.local, vars(queue)["time"],
            vars(selectors.EpollSelector)["_selector_cls"],
        ]  # fmt: skip

    before = names()
    with Simulation():
        assert names() != before
        asyncio.run(asyncio.to_thread(time.sleep, 1000))
    assert names() == before
    assert asyncio.run(asyncio.to_thread(threading.get_ident)) != threading.get_ident()
