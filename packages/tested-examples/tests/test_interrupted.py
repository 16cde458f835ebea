"""Promise: whatever ends `make record`, each recording is the old one or the new one, and whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tested_examples import example
from tested_examples.__main__ import main
from tested_examples.running import linters, notebook, recording
from tested_examples.running.record_all import remove_orphans

SCRIPT = '"""Prints a greeting."""\n\nprint("hello")\n'
NAMES = [f"tasks/{number}.py" for number in range(8)]

WRITES = """
import sys
from dataclasses import replace
from pathlib import Path
from tested_examples import example
from tested_examples.running import linters, notebook, recording
from tested_examples.running.normalising import OutputLine, Transcript
recordings, stored = Path("recordings"), notebook.read(Path("docs/note.ipynb"))
shown = [example.load(name, Path("examples")) for name in sys.argv[1:]]
print("ready", flush=True)
for round in range(10**9):
    lines = tuple(OutputLine("stdout", f"{round} {n}") for n in range(2000))
    for each in shown:
        recording.write(recording.grouped(each, {"3.11": Transcript(lines, 0)}), recordings)
    linters.write({each.name: (f"RUF{round}",) for each in shown}, recordings)
    cells = [{"cell_type": "markdown", "id": "x", "metadata": {}, "source": str(round) * 9999}]
    notebook.write(replace(stored, document=stored.document | {"cells": cells}))
"""

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.mark.skipif(os.name != "posix", reason="ends processes as POSIX does")
def test_a_kill_leaves_each_file_whole(scratch: Path) -> None:
    """At 20 moments while files are written; what was not yet in its place is taken away later."""
    chance = random.Random(9)
    (scratch / "docs/note.ipynb").write_text(NOTEBOOK)
    for name in NAMES:
        (scratch / "examples" / name).write_text(SCRIPT)
    for _ in range(20):
        writing = subprocess.Popen(
            [sys.executable, "-c", WRITES, *NAMES], stdout=subprocess.PIPE, text=True
        )
        assert writing.stdout
        with writing.stdout as told:
            assert told.readline() == "ready\n"
        time.sleep(chance.uniform(0.01, 0.3))
        writing.kill()
        writing.wait()
        for name in NAMES:
            if recording.path_of(name, Path("recordings")).exists():
                shown = example.load(name, Path("examples"))
                (group,) = recording.read(shown, Path("recordings")).groups
                assert len(group.transcript.lines) == 2000
        linters.read(Path("recordings"))
        notebook.read(Path("docs/note.ipynb"))
    remove_orphans(NAMES, Path("recordings"))
    left = {path.name for path in Path("recordings").rglob("*") if path.is_file()}
    assert left <= {f"{number}.json" for number in range(8)} | {linters.NAME}


SLOW = '"""Sleeps."""\n\nimport time\n\ntime.sleep(0.5)\nprint("new")\n'


def without_pythons_and_linters(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they say matters to no test here, and takes seconds."""
    monkeypatch.setattr("tested_examples.interpreter.releases", dict)
    monkeypatch.setattr(linters, "run", lambda _: {})


@pytest.mark.skipif(os.name != "posix", reason="ends processes as POSIX does")
def test_ctrl_c_says_what_was_done(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a line, and no recording has changed."""
    (scratch / "examples/tasks/1.py").write_text(SCRIPT)
    without_pythons_and_linters(monkeypatch)
    assert main(["record"]) == 0
    old = (scratch / "recordings/linters.json").read_bytes()
    for number in range(1, 30):
        (scratch / f"examples/tasks/{number}.py").write_text(SLOW)
    running = subprocess.Popen(
        [sys.executable, "-u", "-m", "tested_examples", "record"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    assert running.stdout.readline().startswith("recording 29 examples on Python ")
    time.sleep(1.2)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.startswith("interrupted: ")
    assert said.endswith(" examples were run, no recording was changed. To have all: make record\n")
    assert int(said.split()[1]) < 29
    assert (scratch / "recordings/linters.json").read_bytes() == old
    assert not list((scratch / "recordings").rglob("2.json"))


def test_ctrl_c_while_recordings_are_written_says_how_many(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each of them is whole, so the next `make record` goes on from there."""
    for name in NAMES:
        (scratch / "examples" / name).write_text(SCRIPT)
    without_pythons_and_linters(monkeypatch)
    real = recording.write
    written: list[str] = []

    def write(each: recording.Recording, folder: Path) -> bool:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(each.name)
        return real(each, folder)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(recording, "write", write)
    try:
        assert main(["record"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "interrupted: 3 recordings were changed, the rest is as it was" in capfd.readouterr().err
