"""Promise: the README shows what the command does today: its picture, its program, its options.

It is the first thing that somebody sees who has a program to understand, and decides whether to.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from asyncio_timeline import __version__
from asyncio_timeline.command import REFUSED
from asyncio_timeline.program.run import INTERRUPTED
from asyncio_timeline.recording.recorder import MOST_EVENTS
from asyncio_timeline.simulation.limits import IN_A_PAGE, STATUS
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import HERE, run

PACKAGE = HERE.parent
README = (PACKAGE / "README.md").read_text("utf-8")
DRAW = ("asyncio_timeline", "--simulated", "-o", "picture.svg", "picture.py")


def fences(language: str) -> list[str]:
    """The texts of the code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("version", ENDS)
def test_the_picture_is_current(version: str, tmp_path: Path) -> None:
    """Drawn again by the command that the README names, it is the same on every Python."""
    shutil.copy(PACKAGE / "picture.py", tmp_path)
    done = run(PYTHONS[version], tmp_path, "-m", *DRAW)
    assert (done.returncode, done.stderr) == (0, "")
    drawn = (tmp_path / "picture.svg").read_text("utf-8")
    kept = (PACKAGE / "picture.svg").read_text("utf-8")
    # 3.11 records no lines, which take part in the numbering of moments.
    unnumbered = [re.sub(r' data-order="\d+"', "", picture) for picture in (drawn, kept)]
    assert unnumbered[0] == unnumbered[1], (
        "in packages/asyncio-timeline, type: asyncio-timeline --simulated -o picture.svg picture.py"
    )


def test_the_command_is_the_one_that_drew_it() -> None:
    """Whoever types it gets this picture."""
    assert f"`{' '.join(DRAW).replace('_', '-')}`" in README


def test_the_program_is_the_one_that_was_drawn() -> None:
    """The only Python in the README is the file beside it, which was run for the picture."""
    assert fences("python") == [(PACKAGE / "picture.py").read_text("utf-8")]


def test_commands_work(tmp_path: Path) -> None:
    """All but pip, which needs a network to set itself up; the wheel is tried elsewhere."""
    shutil.copy(PACKAGE / "picture.py", tmp_path)
    commands = [line.removeprefix("$ ") for text in fences("console") for line in text.splitlines()]
    assert commands[0].startswith("pip install ")
    for command in commands[1:]:
        name, *arguments = command.split()
        assert name == "asyncio-timeline"
        done = run(PYTHONS[ENDS[0]], tmp_path, "-m", "asyncio_timeline", *arguments)
        assert (done.returncode, done.stderr) == (0, ""), command
        output = arguments[arguments.index("-o") + 1]
        assert (tmp_path / output).stat().st_size > 1000


def test_every_option_is_told(tmp_path: Path) -> None:
    """An option that only `--help` knows is one that nobody uses; the others must exist."""
    told = set(re.findall(r"`(?:asyncio-timeline )?(-{1,2}[a-z]+)[ `]", README)) - {"-m", "-c"}
    shown = run(PYTHONS[ENDS[0]], tmp_path, "-m", "asyncio_timeline", "--help").stdout
    options = set(re.findall(r"^  (?:-h, )?(-{1,2}[a-z]+)", shown, re.MULTILINE))
    assert told == options - {"--help"}
    assert f"{MOST_EVENTS:,} events" in README


def test_each_status_and_limit_is_told() -> None:
    """A script that calls the command has to tell a refusal from a failure of the program."""
    for status in (REFUSED, STATUS, INTERRUPTED):
        assert re.search(rf"^\| {status} \| ", README, re.MULTILINE)
    text = " ".join(README.split())
    assert (
        f"{IN_A_PAGE.seconds:,.0f} simulated seconds, {IN_A_PAGE.turns:,} turns of the event loop, "
        f"{IN_A_PAGE.tasks:,} tasks, {IN_A_PAGE.characters:,} characters of output and "
        f"{IN_A_PAGE.python_seconds:g} seconds of Python code"
    ) in text


def test_the_status_of_a_refusal(tmp_path: Path) -> None:
    """69, with the reason in the last line, and a timeline that shows the run until then."""
    script = tmp_path / "fetch.py"
    script.write_text("print('before')\nimport socket\nsocket.socket()\nprint('after')\n", "utf-8")
    command = ("asyncio_timeline", "--simulated", "-o", "run.json", script.name)
    done = run(PYTHONS[ENDS[0]], tmp_path, "-m", *command)
    assert (done.returncode, done.stdout) == (STATUS, "before\n")
    assert done.stderr.splitlines()[-1].startswith("NotSimulated: not simulated: sockets (")
    timeline = from_json((tmp_path / "run.json").read_text("utf-8"))
    assert [line.text for line in timeline.prints if line.stream == "stdout"] == ["before"]


def test_the_changelog_knows_this_version() -> None:
    """Whoever installs it asks what is new."""
    assert f"\n## {__version__}" in (PACKAGE / "CHANGELOG.md").read_text("utf-8")


def test_links_lead_somewhere() -> None:
    """Files that were moved leave dead links in a README first."""
    for text in (README, (PACKAGE / "CHANGELOG.md").read_text("utf-8")):
        for target in re.findall(r"\]\(([^)]+)\)", text):
            assert (PACKAGE / target).exists(), target
