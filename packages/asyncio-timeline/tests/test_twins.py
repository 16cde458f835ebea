"""Promise: what runs in a simulated thread instead of a function, its twin, can be seen.

Code that nobody can look at is code that nobody can mend.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from asyncio_timeline.simulation.suspending import twins
from support.pythons import NEWEST, PYTHONS
from support.recorded import program, run, write

PRINT_TWIN = ("-m", "asyncio_timeline.simulation.suspending.twins")
COLUMNS = (slice(4, 28), slice(28, None))
"""Of the docstring: a function, and beside it its twin."""


@pytest.mark.parametrize("version", PYTHONS)
def test_the_twin_that_is_explained_is_the_one_that_runs(version: str, tmp_path: Path) -> None:
    """Whoever reads what a twin is sees a real one."""
    rows = (twins.__doc__ or "").partition("prints it:\n\n")[2].partition("\n\nEvery")[0]
    function, twin = (
        "\n".join(row[part].rstrip() for row in rows.splitlines()).rstrip() for part in COLUMNS
    )
    done = run(PYTHONS[version], tmp_path, *PRINT_TWIN, write(tmp_path, function), "work")
    assert (done.stdout.rstrip(), done.stderr) == (twin, "")


@pytest.mark.parametrize("function", ["outer", "outer.inner", "Class.method"])
def test_a_twin_of_any_function_can_be_printed(function: str, tmp_path: Path) -> None:
    """Of methods and inner functions, too: they are what threads are often given."""
    done = run(PYTHONS[NEWEST], tmp_path, *PRINT_TWIN, program("twins/functions"), function)
    assert done.stdout.startswith(f"def {function.rpartition('.')[2]}(")
    assert "yield from <settle>(<plan>(" in done.stdout


WITHOUT = {
    "missing": "there is no function missing, but: calm, outer, outer.inner, Class.method, steps, "
    "coroutine",
    "calm": "calm has no twin: it calls nothing that could block",
    "steps": "steps has no twin: it is a generator function, which is left as it is",
    "coroutine": "coroutine has no twin: it is a coroutine function, which suspends itself",
}


@pytest.mark.parametrize("function", WITHOUT)
def test_a_function_without_a_twin_says_why(function: str, tmp_path: Path) -> None:
    """With the names that there are, so that the next command is right."""
    script = program("twins/functions")
    done = run(PYTHONS[NEWEST], tmp_path, *PRINT_TWIN, script, function)
    assert done.stderr.endswith(f"error: {script}: {WITHOUT[function]}\n")
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("nowhere.py", "cannot read nowhere.py: No such file or directory"),
        ("broken.py", "broken.py is not Python: line 2: invalid syntax"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(file: str, said: str, tmp_path: Path) -> None:
    """In a sentence: the traceback would be that of this package."""
    write(tmp_path, "pass\n?\n", "broken.py")
    done = run(PYTHONS[NEWEST], tmp_path, *PRINT_TWIN, file, "work")
    assert done.stderr.endswith(f"error: {said}\n")
    assert done.returncode == 2
