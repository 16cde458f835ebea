"""Runs programs of `programs/` as a reader runs one: `python -m asyncio_timeline PROGRAM -o FILE`.

A program is a file, so it is formatted, linted and typed like everything else, and can be run by
hand. What is said of one of its lines is compared beside the text of that line.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.timeline import Timeline, from_json
from support.pythons import PYTHONS, Python

HERE = Path(__file__).parent.parent
SOURCE = str(HERE.parent / "src")
PROGRAMS = HERE / "programs"


def program(name: str) -> Path:
    """The file of a program: `program("recorded/a_run")`."""
    return PROGRAMS / f"{name}.py"


def text(name: str, line: int | None) -> str | None:
    """The text of a line of a program, without its indentation and comment."""
    if line is None:
        return None
    return program(name).read_text("utf-8").splitlines()[line - 1].split("  #")[0].strip()


def environment() -> dict[str, str]:
    """The tests' own, in which every Python finds the package, and nothing colours output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPATH": SOURCE, "NO_COLOR": "1", "PYTHONUTF8": "1"}


def write(folder: Path, source: str, name: str = "program.py") -> Path:
    """A script of a few lines that stands in the test itself."""
    script = folder / name
    script.write_text(source, "utf-8")
    return script


def run(python: Python, folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
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


def record(version: str, folder: Path, script: str | Path, *options: str) -> Timeline:
    """The timeline of a program, by name or path, that is to end well."""
    output = folder / "timeline.json"
    script = program(script) if isinstance(script, str) else script
    done = run(PYTHONS[version], folder, "-m", "asyncio_timeline", *options, "-o", output, script)
    timeline = from_json(output.read_text("utf-8"))
    assert done.returncode == 0
    assert ("the timeline is cut" in done.stderr) if timeline.cut else not done.stderr
    return timeline


def told(name: str, timeline: Timeline, about: str) -> list[str]:
    """What a reader is told of a run, in order: the sentences with `about` in them.

    Without their times, and with the text of a line in the place of its number:
    `"main waits for tweet | await task"`.
    """

    def beside(found: re.Match[str]) -> str:
        return f" | {text(name, int(found[1]))}"

    sentences = (re.sub(r"^[\d.]+ s: ", "", row.sentence) for row in words.rows(Story(timeline)))
    return [re.sub(r" \(line (\d+)\)$", beside, each) for each in sentences if about in each]
