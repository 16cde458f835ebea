"""Promise: the picture beside an example is drawn from a run that printed what the page shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.late import LATE, MOST_RUNS
from support.project import EXAMPLES, PYTHONS, RECORDINGS, fail
from tested_examples import example
from tested_examples.problem import Problem
from tested_examples.running import recording, timelines


@pytest.mark.parametrize("name", example.names(EXAMPLES))
def test_the_timeline_is_that_of_a_run(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    """Run again under the recorder: the same lines are printed, the same timeline comes out.

    Equal in everything if simulated; in the order of steps, lanes, lines and outcomes if real, of
    which a busy machine is given another run.
    """
    try:
        shown = example.load(name, EXAMPLES)
        recorded = recording.read(shown, RECORDINGS)
        kept = recorded.timeline
        if shown.dependencies:
            assert kept is None, f"{name} has a timeline; type: make record"
            return
        assert kept is not None, f"{name} has no timeline; type: make record"
        if kept.python not in PYTHONS:
            pytest.skip(f"recorded on Python {kept.python}, which is not here")
        expected = recorded.transcript(kept.python)
        assert expected is not None
        python = PYTHONS[kept.python]
        for run in range(1 if kept.simulated else MOST_RUNS):
            printed, fresh = timelines.run(shown, python, simulated=kept.simulated)
            assert fresh is not None, f"{name} is refused by the recorder now"
            problem = recording.compare(shown, expected, printed, f"{python}, recorded")
            problem = problem or timelines.compare(shown, kept, fresh)
            if run:
                record_property(LATE, f"the timeline of {name} on Python {kept.python}")
            if not problem:
                break
    except Problem as found:
        problem = found
    if problem:
        fail(problem)
