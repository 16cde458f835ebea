"""Promise: no function of the standard library reaches the operating system unseen.

A simulated run that asks the real clock, or waits for a real process, would show a picture of
something that never happens. So every function of the modules that can do so is listed, and one
that a new Python brings makes these tests fail until somebody has said what it does.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asyncio_timeline.simulation.inventory import LISTED
from support.pythons import PYTHONS
from support.recorded import program, run

MODULES = (
    "_ctypes",
    "_curses",
    "_datetime",
    "_dbm",
    "_gdbm",
    "_interpchannels",
    "_interpqueues",
    "_interpreters",
    "_multiprocessing",
    "_posixshmem",
    "_posixsubprocess",
    "_queue",
    "_signal",
    "_socket",
    "_sqlite3",
    "_ssl",
    "_thread",
    "_tkinter",
    "_uuid",
    "_xxinterpchannels",
    "_xxsubinterpreters",
    "faulthandler",
    "fcntl",
    "mmap",
    "posix",
    "readline",
    "resource",
    "select",
    "syslog",
    "termios",
    "time",
)
"""Where C code of the standard library reaches out, on some Python or other."""

NO_FUNCTIONS_OF_INTEREST = {
    "_curses": "a terminal that draws: nobody sees a simulated run draw, and nothing waits but "
    "`getch`, which reads the terminal",
    "_dbm": "files",
    "_gdbm": "files",
    "_tkinter": "windows have an event loop of their own, on which no asyncio program is simulated",
    "readline": "how a line is edited that `input` reads; `input` from a terminal is refused",
    "_xxinterpchannels": "interpreters, none of which can be made",
}


@pytest.mark.parametrize("version", PYTHONS)
def test_every_function_is_listed(version: str, tmp_path: Path) -> None:
    """Each as simulated, refused or harmless, on this Python."""
    done = run(PYTHONS[version], tmp_path, program("simulated/lists_c_functions"), *MODULES)
    assert done.stderr == ""
    there: dict[str, list[str]] = json.loads(done.stdout)
    forgotten = {
        f"{module}.{name}"
        for module, names in there.items()
        if module not in NO_FUNCTIONS_OF_INTEREST
        for name in names
        if name not in LISTED[module].names
    }
    assert forgotten == set()


@pytest.mark.parametrize("version", PYTHONS)
def test_what_is_listed_is_so(version: str, tmp_path: Path) -> None:
    """What is said to be simulated or refused is replaced, and what is harmless is not."""
    done = run(PYTHONS[version], tmp_path, program("simulated/tells_what_is_replaced"))
    assert (done.stdout, done.stderr) == ("", "")


def test_nothing_is_listed_twice() -> None:
    """A function that is refused and harmless would be what the code looks at first."""
    twice = {
        f"{module}.{name}"
        for module, listed in LISTED.items()
        for name in listed.names
        if listed.names.count(name) > 1
    }
    assert twice == set()


def test_a_function_that_nobody_knows_is_refused() -> None:
    """A new one is not harmless until somebody has said so."""
    assert LISTED["posix"].rule("a_new_function") == "what this function does"
    assert LISTED["_socket"].rule("a_new_function") == "sockets"
    assert LISTED["posix"].rule("getcwd") is None
