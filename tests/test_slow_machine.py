"""Promise: whoever has a slow machine gets the same, later.

The browser gets a sixth of the time: it is stopped and let go on, many times a second, whatever it
does. DevTools can slow a page down, but not the worker in which Python runs. A few listings are
tried; `make slow` tries all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.built_page import pages
from support.reader import AS_RECORDED, ENDED
from support.tab import Tab

ALL = os.environ.get("SLOW") == "all"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc"),
    pytest.mark.timeout(3600 if ALL else 240),
]

SLOWER = 6
TURN = 0.06
"""Seconds in which the browser runs once, for a sixth of them."""

SOME = (
    "how-to/blocking/",
    "tutorial/9-blocking/",
    "how-to/executors/",
)
"""Pages with threads and processes, for which most has to be compiled."""


def processes(root: int) -> list[int]:
    """A process and all that come from it."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split()
    parents = dict(zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True))
    found = [root]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]  # without the driver


@contextmanager
def slowed(tab: Tab) -> Iterator[None]:
    """The browser's processes run for a sixth of the time."""
    over = threading.Event()
    stopped = processes(tab.pid)

    def send(what: signal.Signals) -> None:
        for pid in stopped:
            try:
                os.kill(pid, what)
            except ProcessLookupError:
                continue

    def slow() -> None:
        while not over.is_set():
            send(signal.SIGSTOP)
            over.wait(TURN * (SLOWER - 1) / SLOWER)
            send(signal.SIGCONT)
            over.wait(TURN / SLOWER)
            stopped[:] = processes(tab.pid)

    thread = threading.Thread(target=slow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        send(signal.SIGCONT)


RUN_EACH = f"""async (most) => {{
  const ended = {ENDED};
  const told = [];
  const figures = [...document.querySelectorAll("figure[data-run][data-example]")];
  for (const figure of figures.slice(0, most)) {{
    figure.id = "under-test";
    figure.querySelector(".listing__run").click();
    told.push([figure.dataset.example, await ended("#under-test")]);
    figure.removeAttribute("id");
  }}
  return told;
}}"""


def test_a_slow_machine_prints_what_was_recorded(tab: Tab, address: str, site: Path) -> None:
    """And meets no limit, as these are for the reader's own code, and for programs without end."""
    with_run = [
        f"{path.parent.relative_to(site).as_posix()}/".removeprefix("./")
        for path in pages(site)
        if ' data-run="' in path.read_text("utf-8") and path.parent.name != "playground"
    ]
    assert set(SOME) <= set(with_run)
    for path in with_run if ALL else SOME:
        tab.goto(address + path)
        with slowed(tab):
            told = tab.do(RUN_EACH, 1000 if ALL else 1)
        assert told
        assert [each for each in told if each[1] != AS_RECORDED] == [], path
