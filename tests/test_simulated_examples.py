"""Promise: what Run in the page prints is what the example printed on a real Python.

The page runs examples on the simulated clock, so each is run so here, and compared.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.project import EXAMPLES, PYTHONS, RECORDINGS, fail
from tested_examples import example
from tested_examples.problem import Problem
from tested_examples.running import recording, transcript

SIMULATED = ("-m", "asyncio_timeline", "--simulated")

REFUSED = {
    "background/who_survives.py": "sockets",
    "debugging/switches.py": "subprocesses",
    "errors/client_kept_over_two_runs.py": "sockets",
    "executors/names_need_a_thread.py": "sockets",
    "executors/who_holds_the_lock.py": "how threads interrupt each other",
    "mistakes/blocking_calls.py": "subprocesses",
    "mistakes/destroyed_while_reading.py": "sockets",
    "queues/dies_with_its_process.py": "multiprocessing.Process",
    "queues/durable.py": "multiprocessing.Process",
    "queues/durable_and_shared.py": "pipes (os.pipe)",
    "shutdown/drain.py": "signals",
    "stopping/a_process_of_its_own.py": "multiprocessing.Process",
    "stopping/another_program.py": "subprocesses",
    "stopping/daemon_thread.py": "sockets",
}
"""The examples that are not simulated, and what in them cannot be."""

UNLIKE = {
    "debugging/where_it_is_blocked.py": "faulthandler counts real time, and none passes",
    "errors/no_current_event_loop_in_a_thread.py": "a simulated thread is the main thread",
    "executors/computing_in_a_thread.py": "a thread computes until time has passed",
    "mistakes/exception_breaks_the_pool.py": "no process is there that could break",
    "mistakes/process_dies.py": "no process is there that could die",
    "mistakes/stop_iteration_in_a_thread.py": "simulated threads are generators",
    "stopping/workers_of_a_pool.py": "no process is there that could be ended",
}
"""The examples that print something else on the simulated clock, without a word, and why.

The page must not run them: their recordings hold no simulated timeline.
"""


@pytest.mark.parametrize("name", example.names(EXAMPLES))
def test_a_simulated_example_prints_its_transcript(name: str, tmp_path: Path) -> None:
    """The same lines, streams and exit status, on the oldest Python that the example runs on.

    On the newest, test_recorded_timelines compares the whole timeline as well.
    """
    shown = example.load(name, EXAMPLES)
    recorded = recording.read(shown, RECORDINGS)
    if shown.dependencies:  # what packages do is not simulated, so that the page offers no Run
        assert recorded.timeline is None
        return
    if name in UNLIKE:
        assert recorded.timeline is None or not recorded.timeline.simulated
        return
    through = (*SIMULATED, "-o", str(tmp_path / "timeline.json"))
    fit = [version for version in PYTHONS if shown.runs_on(version)]
    if not fit:
        pytest.skip(f"needs Python {shown.requires_python}, which is not here")
    try:
        simulated = transcript.run(shown, PYTHONS[fit[0]], through=through)
    except Problem as problem:
        fail(problem)
    if name in REFUSED:
        said = "\n".join(line.text for line in simulated.lines)
        assert f"NotSimulated: not simulated: {REFUSED[name]}" in said
        return
    real = recorded.transcript(fit[0]) or transcript.run(shown, PYTHONS[fit[0]])
    assert [str(line) for line in simulated.lines] == [str(line) for line in real.lines]
    assert simulated.status == real.status


def test_few_are_unlike() -> None:
    """Each that is left out is one that readers cannot run, and none is gone."""
    assert UNLIKE.keys() | REFUSED.keys() <= set(example.names(EXAMPLES))
    assert len(UNLIKE) <= 10
