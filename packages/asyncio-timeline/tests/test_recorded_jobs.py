"""Promise: a timeline shows what runs beside the loop: threads, processes, interpreters.

There a program waits in line without a word; only a picture shows that the pool was full.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from asyncio_timeline.timeline import Cause
from support.pythons import ENDS, PYTHONS
from support.recorded import PROGRAMS, record, text, told


@pytest.mark.parametrize("version", PYTHONS)
def test_jobs_in_threads(version: str, tmp_path: Path) -> None:
    """Lanes, queueing, prints, outcomes, cancelled before they start."""
    name = "recorded/jobs_in_threads"
    timeline = record(version, tmp_path, name)
    first, second, third = timeline.jobs
    assert {job.function for job in timeline.jobs} == {"work"}
    assert [job.lane for job in timeline.jobs] == ["worker_0", "worker_0", None]
    assert [(text(name, job.line), job.outcome) for job in timeline.jobs] == [
        ("first = loop.run_in_executor(pool, work, 1)", "result"),
        ("second = pool.submit(work, 2)", "exception"),
        ("third = pool.submit(work, 3)", "cancelled"),
    ]
    assert first.submitted < second.submitted < third.submitted
    assert first.start
    assert first.end
    assert second.start
    assert second.end
    assert third.start is None
    assert first.start < first.end < second.start < second.end
    assert first.end.time - first.start.time > 0.04
    assert [(each.text, each.job) for each in timeline.prints] == [("work 1", 0), ("work 2", 1)]
    woken = timeline.steps[1]
    assert woken.cause == Cause("job", 0)
    assert first.end < woken.start
    assert timeline.steps[0].wait
    assert timeline.steps[0].wait.job == 0
    assert told(name, timeline, "goes on")[0] == (
        "main goes on: work has ended in its thread | await first"
    )


@pytest.mark.parametrize("version", PYTHONS)
def test_jobs_in_processes(version: str, tmp_path: Path) -> None:
    """Workers import the script, as they do without the recorder, and tell when they begin."""
    timeline = record(version, tmp_path, "recorded/jobs_in_processes")
    same, pid = timeline.prints[0].text.split()
    assert same == "True"
    first, second, unpicklable = timeline.jobs
    assert [job.kind for job in timeline.jobs] == ["process"] * 3
    assert [job.lane for job in timeline.jobs] == [f"process {pid}"] * 2 + [None]
    assert [job.outcome for job in timeline.jobs] == ["result", "result", "exception"]
    assert first.start
    assert first.end
    assert second.start
    assert first.submitted < first.start < first.end
    assert first.end.time - first.start.time > 0.09
    assert second.start.time >= first.start.time + 0.09
    assert unpicklable.start is None
    assert timeline.prints[1].text == "cannot be pickled True"


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
@pytest.mark.parametrize("version", ENDS)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows only spawns")
def test_start_methods(version: str, method: str, tmp_path: Path) -> None:
    """However workers start, they find the script and its functions."""
    source = (PROGRAMS / "recorded/start_method.py").read_text("utf-8")
    script = tmp_path / "program.py"
    script.write_text(source.replace("spawn", method), "utf-8")
    timeline = record(version, tmp_path, script)
    assert [each.text for each in timeline.prints] == ["True"]
    assert timeline.jobs[0].start
    assert timeline.jobs[0].outcome == "result"


@pytest.mark.parametrize("version", [v for v in ENDS if v in ("3.14", "3.15")])
def test_jobs_in_interpreters(version: str, tmp_path: Path) -> None:
    """An interpreter is a lane of its own kind."""
    timeline = record(version, tmp_path, "recorded/jobs_in_interpreters")
    assert [each.text for each in timeline.prints] == ["42"]
    (job,) = timeline.jobs
    assert (job.kind, job.function, job.outcome) == ("interpreter", "work", "result")
    assert (job.lane or "").startswith("interpreter ")
