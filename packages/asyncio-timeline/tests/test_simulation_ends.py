"""Promise: a simulated program without end is stopped, and told why.

A browser that runs it would otherwise hang, and nothing on the page would say what is wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pythons import ENDS, NEWEST, PYTHONS, WATCHED
from support.recorded import PROGRAMS, program, run

SIMULATED = ("-m", "asyncio_timeline", "--simulated")

DEADLOCK = "deadlock: every task is waiting and nothing can wake them: Task-1"

AS_IN_A_PAGE = """\
import sys
from pathlib import Path
from asyncio_timeline.program.run import run
from asyncio_timeline.simulation.limits import IN_A_PAGE

sys.exit(run(Path(sys.argv[1]), simulated=True, limits=IN_A_PAGE).status)
"""
"""A page gives limits; the command gives none."""

ENDLESS = {
    "spins_in_turns": "stopped after 20000 turns of the event loop",
    "sleeps_for_ever": "stopped after 3600 simulated seconds",
    "a_future_that_nobody_completes": DEADLOCK,
    "a_thread_that_nobody_wakes": DEADLOCK,
    "prints_without_end": "stopped after 200000 characters of output",
    "tasks_that_create_tasks": "stopped after 12000 tasks",
}
"""Programs, and the limit that each runs into."""


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("name", ENDLESS)
def test_a_program_without_end_is_stopped(name: str, version: str, tmp_path: Path) -> None:
    """It ends as if Ctrl-C had been pressed, and says which limit it reached."""
    script = program(f"endless/{name}")
    done = run(PYTHONS[version], tmp_path, "-c", AS_IN_A_PAGE, script)
    assert f"Stopped: {ENDLESS[name]}" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("version", ENDS)
def test_a_long_program_is_not_stopped_on_ones_own_machine(version: str, tmp_path: Path) -> None:
    """The limits protect a page. Whoever has a terminal has Ctrl-C, and patience."""
    done = run(PYTHONS[version], tmp_path, *SIMULATED, program("simulated/a_million_steps"))
    assert (done.stdout, done.returncode) == ("a day later\n", 0)


SPINNING = [path.stem for path in sorted((PROGRAMS / "spinning").glob("*.py"))]

SOON = """\
import runpy, sys
from asyncio_timeline.simulation.simulate import Limits, simulation

with simulation(limits=Limits(python_seconds=0.2)):
    runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""The limit is 5 seconds. The tests have no such patience."""


@pytest.mark.parametrize("version", dict.fromkeys((*WATCHED[:1], *WATCHED[-1:])))
@pytest.mark.parametrize("name", SPINNING)
def test_python_code_without_end_is_stopped(name: str, version: str, tmp_path: Path) -> None:
    """As a browser does it: sys.monitoring sees Python code that goes round and round."""
    done = run(PYTHONS[version], tmp_path, "-c", SOON, program(f"spinning/{name}"))
    assert done.stderr.endswith("Stopped: stopped after more than 0.2 seconds of Python code\n")


@pytest.mark.skipif(PYTHONS[NEWEST].release < (3, 14), reason="needs Python 3.14")
def test_what_is_stopped_can_clean_up(tmp_path: Path) -> None:
    """Before 3.14 CPython may raise a callback's exception behind the `try` that it belongs to."""
    done = run(PYTHONS[NEWEST], tmp_path, "-c", SOON, program("simulated/spins_and_cleans_up"))
    assert done.stdout == "cleaned up\n"
    assert "Stopped: stopped after more than 0.2 seconds of Python code" in done.stderr


def test_a_deadlock_names_the_tasks(tmp_path: Path) -> None:
    """In the order of their names: they are what the reader looks for in the source."""
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, program("simulated/deadlock"))
    assert "nothing can wake them: Task-1, Task-2, reader" in done.stderr


def test_every_program_without_end_is_tried() -> None:
    """A program that no test names would look like a promise, and be none."""
    assert {path.stem for path in (PROGRAMS / "endless").glob("*.py")} == set(ENDLESS)
