"""Runs of examples on a machine that may be too busy to be in time.

Order often comes from sleeps, 50 ms apart, and a busy machine may take longer than that to wake a
process. That says nothing about the script.
"""

from __future__ import annotations

from collections.abc import Sequence

from tested_examples.example import Example
from tested_examples.interpreter import Interpreter
from tested_examples.running import timelines, transcript
from tested_examples.running.normalising import Transcript
from tested_examples.running.recording import Recording

LATE = "came late"
"""The property of a test that made another run; the summary names them."""

MOST_RUNS = 3


def in_time(
    shown: Example,
    python: Interpreter,
    recorded: Recording,
    *,
    through: Sequence[str] = (),
) -> tuple[Transcript, bool]:
    """What a run prints, and whether it took more than one.

    A run that does not print what is recorded is not believed, and another one made, if the script
    prints it on the simulated clock, which is never late. If it does not, the script has changed.
    A script that cannot be simulated is given another run in any case. The last of three runs is
    believed: a reader would get the same.
    """
    expected = recorded.transcript(python.version)

    def run() -> Transcript:
        return timelines.without_ours(transcript.run(shown, python, through=through))

    fresh = run()
    if expected is None or timelines.same(fresh, expected):
        return fresh, False
    real = recorded.timeline is not None and not recorded.timeline.simulated
    if not (shown.dependencies or real):
        simulated, _ = timelines.run(shown, python, simulated=True)
        if not timelines.same(simulated, expected):
            return fresh, False
    for _ in range(MOST_RUNS - 1):
        fresh = run()
        if timelines.same(fresh, expected):
            break
    return fresh, True
