"""Promise: what a script prints, and how it ends, is the same whether it is recorded or not.

That goes for the ends of a run, at which Python tells what went wrong in the background, and for
objects that do something when they are asked anything.
"""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import PROGRAMS, program, run, write

RECORDED = ("-m", "asyncio_timeline", "-o", "t.json")
NAMES = sorted(path.stem for path in (PROGRAMS / "plain").glob("*.py"))
POSIX = pytest.mark.skipif(os.name != "posix", reason="these are ends of processes on POSIX")


def _stable(text: str) -> str:
    """Without the addresses of objects."""
    return re.sub(r"0x[0-9a-fA-F]+", "0x", text)


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("name", NAMES)
def test_the_same(name: str, version: str, tmp_path: Path) -> None:
    """Each line of both streams, and the exit status; and the recorder makes no mistake."""
    script = program(f"plain/{name}")
    plain = run(PYTHONS[version], tmp_path, script)
    recorded = run(PYTHONS[version], tmp_path, *RECORDED, script)
    assert _stable(recorded.stdout) == _stable(plain.stdout)
    assert _stable(recorded.stderr) == _stable(plain.stderr)
    assert recorded.returncode == plain.returncode
    assert not from_json((tmp_path / "t.json").read_text("utf-8")).cut


@pytest.mark.parametrize("version", ENDS)
def test_a_name_that_is_no_utf_8(version: str, tmp_path: Path) -> None:
    """A file name in another encoding, as `os.listdir` gives it, is in every format."""
    script = write(
        tmp_path,
        "import os, sys\nsys.stdout.reconfigure(errors='surrogateescape')\n"
        "os.dup2(os.open(os.devnull, os.O_WRONLY), 1)\n"
        "print('reading', os.fsdecode(b'ol\\xe9.txt'))\n",
    )
    for output in ("t.json", "t.svg", "t.html"):
        done = run(PYTHONS[version], tmp_path, *RECORDED[:-1], output, "--", script)
        assert (done.returncode, done.stderr) == (0, ""), output
        assert (tmp_path / output).read_text("utf-8")
    timeline = from_json((tmp_path / "t.json").read_text("utf-8"))
    assert timeline.prints[0].text == "reading ol\udce9.txt"


@POSIX
@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGUSR1", "_exit", "exec"])
def test_an_early_end_leaves_the_recording(how: str, version: str, tmp_path: Path) -> None:
    """A service that is told to stop is what people want to look at; its status stays, too."""
    script = program("command/ends_early")
    plain = run(PYTHONS[version], tmp_path, script, how)
    recorded = run(PYTHONS[version], tmp_path, *RECORDED, script, how)
    assert (recorded.stdout, recorded.stderr) == (plain.stdout, plain.stderr)
    assert recorded.returncode == plain.returncode
    if how.startswith("SIG"):
        assert recorded.returncode == -getattr(signal, how)
    timeline = from_json((tmp_path / "t.json").read_text("utf-8"))
    assert [task.name for task in timeline.tasks] == ["Task-1", "nap"]
    assert timeline.prints[0].text == "printed"


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("arguments", [(), ("in a thread",)])
def test_a_loop_that_runs_by_hand_is_refused(
    arguments: tuple[str, ...], version: str, tmp_path: Path
) -> None:
    """Not only where asyncio makes it; and whatever the script makes of that."""
    script = program("command/another_loop_by_hand")
    done = run(PYTHONS[version], tmp_path, *RECORDED, script, *arguments)
    assert done.returncode == 2
    assert "main" not in done.stdout
    if not arguments:  # the end of a thread is under way before anything is refused
        assert done.stderr.count("\n") == 1
    assert "cannot record __main__.Loop, an event loop that is not built on" in done.stderr
    assert not (tmp_path / "t.json").exists()


@pytest.mark.parametrize("name", ["t.json", "t.html", "t.svg"])
def test_a_file_that_is_no_recording_is_kept(name: str, tmp_path: Path) -> None:
    """`-o` may have been meant for the script: no file of the reader's is lost."""
    script = write(tmp_path, "print('ran')")
    kept = tmp_path / name
    kept.write_text('{"results": 1}')
    python = PYTHONS[ENDS[0]]
    done = run(python, tmp_path, *RECORDED[:-1], name, script)
    assert done.returncode == 2
    assert f"{name} exists and is no timeline" in done.stderr
    assert "ran" not in done.stdout
    assert kept.read_text() == '{"results": 1}'
    kept.write_text("")
    for _ in range(2):  # an empty file, and what this command has written
        assert run(python, tmp_path, *RECORDED[:-1], name, script).returncode == 0
    assert kept.read_text("utf-8") != ""
