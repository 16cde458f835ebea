"""Promise: `python -m asyncio_timeline SCRIPT` does what `python SCRIPT` does, and a timeline."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from asyncio_timeline.program.run import run as run_here
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import environment, program, run, write

PROGRAM = ("-m", "asyncio_timeline")
POSIX = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX")


@pytest.mark.parametrize("version", ENDS)
def test_arguments_are_the_scripts(version: str, tmp_path: Path) -> None:
    """`sys.argv`, in which nothing of ours is left: all that follows the program is the program's.

    A command that took `-o results.json` away from the script would overwrite its results.
    """
    script = write(tmp_path, "import sys; print(sys.argv)")
    python = PYTHONS[version]
    for ours, theirs in (
        ([], ["a", "-x", "--", "-o"]),
        (["-o", "t.json"], ["a", "-o", "b.json"]),
        ([], ["a", "-o", "b.json"]),
        (["--"], ["-o", "b.json"]),
        (["-o", "t.json", "--"], ["--", "--simulated"]),
    ):
        done = run(python, tmp_path, *PROGRAM, *ours, script, *theirs)
        assert done.stdout == f"{[str(script), *theirs]}\n"
        assert done.returncode == 0
        assert (tmp_path / "t.json").exists() == ("t.json" in ours)
        (tmp_path / "t.json").unlink(missing_ok=True)
        assert not (tmp_path / "b.json").exists()
        # Who meant it for us is told, as else there is a run and no drawing.
        meant = "-o" not in ours and theirs[-1] == "b.json"
        assert ("-o b.json was given to the program." in done.stderr) == meant


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(7)", 7),
        ("import sys; sys.exit('sorry')", 1),
        ("import asyncio, sys\nasync def main(): sys.exit(3)\nasyncio.run(main())", 3),
        ("raise ValueError('no')", 1),
        ("def f():\n  1 / 0\nasync def main(): f()\nimport asyncio\nasyncio.run(main())", 1),
        ("try:\n  1 / 0\nexcept ZeroDivisionError as e:\n  raise KeyError from e", 1),
        ("raise ExceptionGroup('some', [ValueError(1), TypeError()])", 1),
        ("print(", 1),
        ("import sys\nsys.excepthook = lambda *error: print('hooked', error[1])\n1 / 0", 1),
        ("import atexit\natexit.register(print, 'first')\natexit.register(print, 'last')", 0),
        ("import threading, time\nthreading.Timer(0.05, print, ['late']).start()", 0),
        ("import sys\nprint('a', end='')\nprint('b', file=sys.stderr, end='')", 0),
        ("class Loud:\n  def __del__(self): print('gone')\nkept = Loud()", 0),
        ("async def f(): pass\nkept = f()", 0),
        ("# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))", 0),
        ("import sys\nprint(sys.modules['__main__'].__dict__.keys() == globals().keys())", 0),
    ],
)
def test_ends_as_python_ends(version: str, source: str, status: int, tmp_path: Path) -> None:
    """Output, traceback and exit status are those of `python SCRIPT`, with or without `-o`."""
    script = tmp_path / "script.py"
    script.write_bytes(source.encode("latin-1"))
    plain = run(PYTHONS[version], tmp_path, script)
    recorded = run(PYTHONS[version], tmp_path, *PROGRAM, "-o", "t.json", script)
    assert plain.returncode == status
    assert recorded.stdout == plain.stdout
    assert recorded.stderr == plain.stderr
    assert recorded.returncode == plain.returncode
    timeline = from_json((tmp_path / "t.json").read_text("utf-8"))
    printed = [each.text for each in timeline.prints if each.stream == "stdout"]
    assert printed == plain.stdout.splitlines()
    told = run(PYTHONS[version], tmp_path, *PROGRAM, script)
    assert told.stdout == plain.stdout
    assert told.stderr.startswith(plain.stderr)
    assert told.returncode == plain.returncode


@pytest.mark.parametrize("version", ENDS)
def test_summary(version: str, tmp_path: Path) -> None:
    """Without -o a summary follows on stderr: outcomes, longest step, jobs, what is left."""
    script = program("command/leaves_a_task")
    for clock in ((), ("--simulated",)):
        done = run(PYTHONS[version], tmp_path, *PROGRAM, *clock, script)
        assert done.returncode == 0
        assert "3 (" in done.stderr
        assert "1 exception" in done.stderr
        assert "longest step: 0." in done.stderr
        assert "jobs in asyncio_0: 1" in done.stderr
    # In real time a busy machine may hold up another step for longer.
    assert "longest step: 0.1" in done.stderr
    assert "blocker (blocks)" in done.stderr


def test_formats(tmp_path: Path) -> None:
    """.json, .svg and .html; a second run writes the same file again."""
    script = write(tmp_path, "import asyncio\nasyncio.run(asyncio.sleep(0))")
    python = PYTHONS[ENDS[0]]
    for name, start in (("t.json", "{"), ("t.svg", "<svg"), ("t.html", "<!doctype html>")):
        for _ in range(2):
            assert run(python, tmp_path, *PROGRAM, "-o", name, script).returncode == 0
            assert (tmp_path / name).read_text("utf-8").lstrip().startswith(start)
        if name != "t.json":
            end = "</svg>" if name == "t.svg" else "</html>"
            assert (tmp_path / name).read_text("utf-8").rstrip().endswith(end)


def test_output_is_where_it_was_asked_for(tmp_path: Path) -> None:
    """Even if the script changes its working directory."""
    script = write(tmp_path, "import os, tempfile\nos.chdir(tempfile.gettempdir())")
    run(PYTHONS[ENDS[0]], tmp_path, *PROGRAM, "-o", "t.json", script)
    assert (tmp_path / "t.json").exists()


@pytest.mark.parametrize("version", ENDS)
def test_refusals(version: str, tmp_path: Path) -> None:
    """One clear line, exit status 2, and the script has not run."""
    python = PYTHONS[version]
    script = write(tmp_path, "print('ran')")
    (tmp_path / "bytes.py").write_bytes(b"print('\xff')")
    (tmp_path / "cookie.py").write_bytes(b"# coding: klingon\n")
    for command, said in (
        (["missing.py"], "cannot read missing.py: No such file"),
        ([tmp_path], "cannot read"),
        (["bytes.py"], "cannot decode bytes.py"),
        (["cookie.py"], "cannot decode cookie.py: unknown encoding"),
        (["-o", "t.png", script], "cannot write t.png: expected a name that ends in"),
        (["-o", "no/folder/t.json", script], "cannot write no/folder/t.json: No such file"),
        (["-o", tmp_path / "t.json", "missing.py"], "cannot read missing.py"),
    ):
        done = run(python, tmp_path, *PROGRAM, *command)
        assert done.returncode == 2, command
        assert done.stdout == ""
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("asyncio_timeline: ")
    assert not (tmp_path / "t.json").exists()
    assert run(python, tmp_path, *PROGRAM).returncode == 2
    assert run(python, tmp_path, *PROGRAM, "--unknown", script).returncode == 2


@pytest.mark.parametrize("version", ENDS)
def test_another_loop_is_refused(version: str, tmp_path: Path) -> None:
    """A loop that is not built on BaseEventLoop has handles of its own, which nobody sees."""
    script = program("command/another_loop")
    done = run(PYTHONS[version], tmp_path, *PROGRAM, "-o", "t.json", script)
    assert done.returncode == 2
    assert "ran" not in done.stdout
    assert "swallowed" not in done.stdout
    assert (
        "cannot record __main__.Loop, an event loop that is not built on asyncio's own. Next: "
        in done.stderr
    )
    assert not (tmp_path / "t.json").exists()


@POSIX
@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("name", ["waits_in_asyncio", "waits_in_a_sleep"])
def test_ctrl_c(version: str, name: str, tmp_path: Path) -> None:
    """Ends as python does, by the signal, which a shell shows as 130; the timeline is written."""
    script = program(f"command/{name}")
    results: list[tuple[int, str, str]] = []
    for ours in ([], [*PROGRAM, "-o", "t.json"]):
        process = subprocess.Popen(
            [PYTHONS[version].path, *ours, script],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
        results.append((process.returncode, out, error))
    plain, recorded = results
    assert plain[0] == -signal.SIGINT
    assert recorded == plain
    timeline = from_json((tmp_path / "t.json").read_text("utf-8"))
    assert timeline.prints[0].text == "started"
    if timeline.tasks:
        assert timeline.tasks[0].outcome == "cancelled"
        assert timeline.cancellations[0].task == 0


@POSIX
@pytest.mark.parametrize("version", ENDS)
def test_a_fork_of_the_script_writes_nothing(version: str, tmp_path: Path) -> None:
    """The child of `os.fork` ends as a copy of the script; the parent has the timeline."""
    script = program("command/fork")
    done = run(PYTHONS[version], tmp_path, *PROGRAM, "-o", "t.json", script)
    assert done.stdout == "child\n5\n"
    assert done.returncode == 0
    timeline = from_json((tmp_path / "t.json").read_text("utf-8"))
    assert [each.text for each in timeline.prints] == ["5"]


def test_run_in_this_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`run` leaves the process as it was, and can be called again."""
    script = write(tmp_path, "import sys\nprint('hello')\nsys.exit(4)")
    before = sys.argv, sys.path, sys.modules["__main__"], sys.stdout
    for _ in range(2):
        done = run_here(script, ["x"])
        assert (done.status, done.interrupted, done.failure) == (4, False, None)
        assert [each.text for each in done.timeline.prints] == ["hello"]
        assert done.source.startswith("import sys")
    assert (sys.argv, sys.path, sys.modules["__main__"], sys.stdout) == before
    assert capsys.readouterr().out == "hello\n" * 2
    assert "write" not in vars(sys.stdout)


@pytest.mark.parametrize("version", PYTHONS)
def test_simulated(version: str, tmp_path: Path) -> None:
    """--simulated takes no time, and the same time whenever it runs."""
    script = program("command/long_sleeps")
    texts: list[str] = []
    for _ in range(2):
        done = run(PYTHONS[version], tmp_path, *PROGRAM, "--simulated", "-o", "t.json", script)
        assert (done.stdout, done.stderr, done.returncode) == ("done\n", "", 0)
        texts.append((tmp_path / "t.json").read_text("utf-8"))
    timeline = from_json(texts[0])
    assert texts[0] == texts[1]
    assert timeline.simulated
    assert timeline.end.time == pytest.approx(2000, abs=1)
    assert timeline.jobs[0].outcome == "result"
