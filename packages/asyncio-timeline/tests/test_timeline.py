"""Promise: a timeline survives the way through JSON, and what is not one is refused."""

from __future__ import annotations

from dataclasses import fields

import pytest
from asyncio_timeline.timeline import (
    TABLES,
    Cancellation,
    Cause,
    Job,
    Line,
    Moment,
    Print,
    Step,
    Structure,
    Task,
    Timeline,
    Wait,
    from_json,
    structure,
    to_json,
)


def timeline(time: float = 0.1) -> Timeline:
    """One of everything."""
    return Timeline(
        program="tweet.py",
        python="3.14",
        simulated=True,
        end=Moment(9, time),
        tasks=(
            Task(0, "Task-1", "main", None, 9, Moment(0, 0.0), Moment(8, time), "result"),
            Task(1, "Task-2", "tweet", 0, 5, Moment(2, 0.0), None, "pending", eager=True),
        ),
        steps=(
            Step(
                0,
                0,
                None,
                Moment(1, 0.0),
                Moment(3, 0.0),
                Cause("outside"),
                Wait("gather", 6, "main", (1,)),
            ),
            Step(1, 0, None, Moment(7, time), Moment(8, time), Cause("step", 0), outcome="result"),
        ),
        jobs=(
            Job(
                0,
                "thread",
                "send",
                1,
                4,
                Moment(2, 0.0),
                "lane_0",
                Moment(4, 0.0),
                Moment(5, time),
                "result",
            ),
        ),
        prints=(Print(Moment(4, 0.0), "sent — ok", line=3, job=0),),
        cancellations=(Cancellation(Moment(6, time), 1, Cause("step", 0), "TaskGroup", 0, 5),),
        lines=(Line(Moment(1, 0.0), 5, step=0),),
    )


def test_json_and_back() -> None:
    """Every field of every record."""
    assert from_json(to_json(timeline())) == timeline()


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": "asyncio-timeline/1", "lanes": 3}'])
def test_other_json_is_refused(text: str) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match="not a timeline"):
        from_json(text)


def test_structure_knows_no_times() -> None:
    """Two runs that differ in time alone have the same structure."""
    assert structure(timeline(0.1)) == structure(timeline(0.2))
    assert timeline(0.1) != timeline(0.2)


def test_a_structure_has_the_tables_of_a_timeline() -> None:
    """All but the lines, whose order between threads differs from run to run, and the program.

    A table that is added and not compared would let its records differ unseen.
    """
    assert [table.name for table in fields(Structure)] == [
        name for name in TABLES if name not in ("lines", "sources")
    ]
