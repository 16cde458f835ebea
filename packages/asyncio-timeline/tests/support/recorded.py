"""Small programs, recorded as a reader records one: `python -m asyncio_timeline SCRIPT -o FILE`."""

from __future__ import annotations

import os
import subprocess
import textwrap
from pathlib import Path

from asyncio_timeline.timeline import Timeline, from_json
from support.project import PYTHONS, ROOT
from tested_examples.interpreter import Interpreter

SOURCE = str(ROOT / "packages/asyncio-timeline/src")

ENDS = tuple(dict.fromkeys((*list(PYTHONS)[:1], *list(PYTHONS)[-1:])))
"""The oldest and the newest Python found: where most tests run."""


def environment() -> dict[str, str]:
    """The tests' own, in which every Python finds the package, and nothing colours output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {
        "PYTHONPATH": str(ROOT / "packages/asyncio-timeline/src"),
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
    }


def write(folder: Path, source: str, name: str = "program.py") -> Path:
    """A script with this source, dedented."""
    script = folder / name
    script.write_text(textwrap.dedent(source), "utf-8")
    return script


def run(
    python: Interpreter, folder: Path, *command: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run `python COMMAND` in `folder`."""
    return subprocess.run(
        [python.path, *map(str, command)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def record(version: str, folder: Path, source: str, *options: str) -> Timeline:
    """The timeline of a program that is to end well."""
    script, output = write(folder, source), folder / "timeline.json"
    done = run(PYTHONS[version], folder, "-m", "asyncio_timeline", "-o", output, *options, script)
    assert (done.returncode, done.stderr) == (0, "")
    return from_json(output.read_text("utf-8"))
