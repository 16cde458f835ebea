"""Promise: on a simulated clock a program prints what it prints in reality, and always the same.

Pages are drawn from simulated runs, and readers run them so: they must not be shown another order.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, NEWEST, PYTHONS
from support.recorded import PROGRAMS, environment, program, record, run, text, write

SIMULATED = ("-m", "asyncio_timeline", "--simulated")


def names(folder: str) -> list[str]:
    """The programs in a folder of `programs/`."""
    return [f"{folder}/{path.stem}" for path in sorted((PROGRAMS / folder).glob("*.py"))]


# ------------------------------------------------------------------------------ the order


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("name", names("as_in_reality"))
def test_the_order_is_that_of_the_real_loop(name: str, version: str, tmp_path: Path) -> None:
    """The same program, once as it is and once simulated."""
    python = PYTHONS[version]
    whole = ("--events", "200000")  # of ten thousand tasks, too
    simulated = run(python, tmp_path, *SIMULATED, *whole, "-o", "timeline.json", program(name))
    for _ in range(3):  # a real thread may be late on a busy machine; a simulated one is not
        real = run(python, tmp_path, program(name))
        if real.stdout == simulated.stdout:
            break
    assert real.stdout
    assert simulated.stdout == real.stdout
    assert (simulated.stderr, simulated.returncode) == (real.stderr, real.returncode)


@pytest.mark.parametrize("name", names("messages"))
def test_messages_of_asyncio_come_at_the_same_place(name: str, tmp_path: Path) -> None:
    """Both streams in one, as a terminal shows them; without the frames, which differ in paths."""

    def lines(*options: str) -> list[str]:
        command = [PYTHONS[NEWEST].path, "-u", *options, str(program(name))]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=60,
        )  # fmt: skip
        lines = [line.split(" at 0x")[0] for line in done.stdout.splitlines()]
        return [line for line in lines if not line.startswith(" ")]

    assert lines(*SIMULATED, "-o", "timeline.json") == lines()


# --------------------------------------------------------------------------- always the same


def test_the_same_program_gives_the_same_timeline(tmp_path: Path) -> None:
    """Byte by byte, on each run and on every Python, but for its version and executed lines."""
    script = program("as_in_reality/threads_share_a_lock")
    texts: set[str] = set()
    for python in PYTHONS.values():
        output = tmp_path / "timeline.json"
        again: set[bytes] = set()
        for _ in range(2):
            output.unlink(missing_ok=True)
            done = run(python, tmp_path, *SIMULATED, "-o", output, script)
            assert (done.returncode, done.stderr) == (0, "")
            again.add(output.read_bytes())
        assert len(again) == 1
        timeline = from_json(again.pop().decode())
        shown = (timeline.tasks, timeline.jobs, timeline.steps, timeline.prints)
        texts.add(repr([[_without_order(each) for each in table] for table in shown]))
    assert len(texts) == 1


def test_it_is_not_chance_when_garbage_is_collected(tmp_path: Path) -> None:
    """What is said of a destroyed task hangs on what the collector has seen before."""
    script = program("simulated/a_lost_task_and_much_garbage")
    said = {
        re.sub("0x[0-9a-f]+", "0x", run(PYTHONS[NEWEST], tmp_path, *SIMULATED, script, more).stderr)
        for more in ("0", "1500", "3000", "9000")
    }
    assert len({text.partition("asyncio_timeline")[0] for text in said}) == 1
    assert "was destroyed" in said.pop()


def test_addresses_in_memory_are_no_part_of_it(tmp_path: Path) -> None:
    """They differ from run to run: the program prints its own, the timeline says `0x…`."""
    script, output = write(tmp_path, "print(object())\n"), tmp_path / "timeline.json"
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, "-o", output, script)
    assert re.fullmatch(r"<object object at 0x[0-9a-f]+>\n", done.stdout)
    assert "<object object at 0x…>" in output.read_text("utf-8")


@pytest.mark.skipif(PYTHONS[NEWEST].release < (3, 14), reason="needs Python 3.14")
def test_a_process_can_simulate_again(tmp_path: Path) -> None:
    """As a browser does: names and numbers start again with each run."""
    for name in ("a_pool_of_threads", "names_of_threads"):
        script = program(f"as_in_reality/{name}")
        done = run(PYTHONS[NEWEST], tmp_path, program("simulated/run_twice"), script)
        assert (done.stderr, done.returncode) == ("True\n", 0)


@pytest.mark.parametrize("version", PYTHONS)
def test_what_waits_in_the_standard_library_can_be_suspended(version: str, tmp_path: Path) -> None:
    """On each Python its source is found and has the same functions as what runs."""
    done = run(PYTHONS[version], tmp_path, program("simulated/what_can_be_suspended"))
    assert (done.stderr, done.returncode) == ("", 0)


def test_no_real_threads_are_needed(tmp_path: Path) -> None:
    """Nor multiprocessing or subinterpreters: a browser has none of them."""
    browser = program("simulated/without_threads")
    for name in ("a_process_pool", "threads_share_a_lock"):
        script = program(f"as_in_reality/{name}")
        expected = run(PYTHONS[NEWEST], tmp_path, script).stdout
        done = run(PYTHONS[NEWEST], tmp_path, browser, script)
        assert (done.stdout, done.stderr) == (expected, "")


def _without_order(record: object) -> str:
    """A record without the places in the order, which lines take part in from 3.12 on."""
    return re.sub(r"order=\d+", "", repr(record))


def test_a_timeline_of_a_simulated_run(tmp_path: Path) -> None:
    """Jobs have lanes, callers and ends; times are simulated seconds."""
    name = "simulated/a_job_in_a_thread"
    timeline = record(NEWEST, tmp_path, name, "--simulated")
    assert timeline.simulated
    (job,) = timeline.jobs
    assert (job.kind, job.function, job.task, job.lane, job.outcome) == (
        "thread", "work", 0, "asyncio_0", "result",
    )  # fmt: skip
    assert text(name, job.line) == "await asyncio.to_thread(work)"
    assert job.start
    assert job.end
    assert (job.start.time, job.end.time) == (0.0, 0.2001)
    assert [(each.text, each.job, each.step, each.at.time) for each in timeline.prints] == [
        ("worked", 0, None, 0.2001)
    ]
    first, last = timeline.steps
    assert first.wait
    assert (first.wait.what, first.wait.job) == ("executor job", 0)
    assert (last.cause.kind, last.cause.index) == ("job", 0)
