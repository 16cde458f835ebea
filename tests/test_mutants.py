"""Promise: a lie on a page is found out.

`make mutants` tells more than 200 of them, one at a time, in copies of the project, and has the
check run that must notice. Here a sample is told; MUTANTS=all tells all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.mutants import CHECK, Mutant, all_mutants
from support.project import ROOT

ALL = all_mutants()
SAMPLE = ALL if os.environ.get("MUTANTS") == "all" else ALL[:: max(1, len(ALL) // 14)]

BORROWED = (".frameworks", ".pythons", "node_modules")
LEFT_OUT = (*BORROWED, ".git", ".venv", ".cache", "site", "__pycache__")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project, as hard links: a mutant puts a new file in the place of the one it changes."""
    return copy_of_the_project(tmp_path / "project")


def copy_of_the_project(made: Path) -> Path:
    """All that is needed to test it, below a folder on the same disk."""
    shutil.copytree(
        ROOT,
        made,
        copy_function=os.link,
        symlinks=True,
        ignore=lambda _, names: {name for name in names if name in LEFT_OUT or name[:2] == ".m"},
    )
    for name in BORROWED:
        if (ROOT / name).exists():
            (made / name).symlink_to(ROOT / name)
    return made


def findings(mutant: Mutant, copy: Path) -> subprocess.CompletedProcess[str]:
    """Run the check that has to notice, in the copy."""
    quiet = ("-q", "-x", "-p", "no:cacheprovider") if "pytest" in mutant.found_by else ()
    sources = map(str, (copy / "packages").glob("*/src"))
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, *mutant.found_by, *quiet],
        cwd=copy,
        env=kept | {"PYTHONPATH": os.pathsep.join(sources)},
        capture_output=True,
        text=True,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The end of what the check printed."""
    return done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize("mutant", SAMPLE, ids=lambda mutant: mutant.name)
def test_lie_is_found(mutant: Mutant, copy: Path) -> None:
    """By the check that is meant for it, with a message and not with a traceback of ours."""
    mutant.change(copy)
    done = findings(mutant, copy)
    assert done.returncode == 1, f"survived: {mutant.name}\n{said(done)}"
    if "pytest" not in mutant.found_by:
        assert "Traceback" not in done.stderr
        assert "next" in done.stderr


UNCHANGED = [CHECK, ("-m", "pytest", "tests/test_configuration.py")]


@pytest.mark.parametrize("found_by", UNCHANGED, ids=lambda found_by: found_by[-1])
def test_the_truth_is_not_called_a_lie(found_by: tuple[str, ...], copy: Path) -> None:
    """An unchanged copy passes, or the checks would find anything."""
    done = findings(Mutant("unchanged", lambda _: None, found_by), copy)
    assert done.returncode == 0, said(done)


def test_there_are_many_kinds_of_lies() -> None:
    """The promise is not kept by telling few."""
    assert len(ALL) >= 200
