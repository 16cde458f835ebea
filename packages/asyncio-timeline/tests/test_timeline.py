"""Promise: a timeline survives the way through JSON, and what is not one is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, cast

import pytest
from asyncio_timeline.drawing.report import report
from asyncio_timeline.page.standalone import Run, page
from asyncio_timeline.timeline import (
    TABLES,
    Cancellation,
    Cause,
    Job,
    Line,
    Moment,
    NotATimeline,
    Print,
    Step,
    Structure,
    Task,
    Timeline,
    Wait,
    file_names,
    from_data,
    from_json,
    structure,
    to_data,
    to_json,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import stories


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


ONE = timeline()
# Beside the index of a row: what its error has to say.
WRONG = [
    (("tasks", 1, "parent"), 1, "tasks[1].parent: a task is created by one that is older"),
    (("tasks", 1, "parent"), 7, "tasks[1].parent: there is no tasks[7]: tasks has 2"),
    (("tasks", 0, "outcome"), "pending", "tasks[0].ended: it does not fit the outcome"),
    (("tasks", 0, "id"), 4, "tasks[0]: its number is 4, but its place is 0"),
    (("steps", 1, "cause"), ["step"], "steps[1].cause: the cause “step” needs an index"),
    (("steps", 1, "cause"), ["job", 3], "steps[1].cause: there is no jobs[3]: jobs has 1"),
    (("steps", 0, "wait", "tasks"), [1, 2], "steps[0].wait.tasks: there is no tasks[2]"),
    (("steps", 0, "wait", "until"), "soon", "steps[0].wait.until: expected a number of seconds"),
    (("steps", 0, "end"), [0, 0.0], "steps[0].end: it is before steps[0].start"),
    (("steps", 1, "start"), [7, 3.5], "it is before number 7"),
    (("steps", 1, "end"), [10, 0.1], "steps[1].end: it comes after the end, which is number 9"),
    (("jobs", 0, "kind"), "fibre", 'jobs[0].kind: expected "thread", "process" or "interpreter"'),
    (("prints", 0, "text"), 5, "prints[0].text: expected a text, not 5"),
    (("lines", 0, "line"), True, "lines[0].line: expected a whole number from 0 on, not true"),
    (("simulated",), "yes", 'simulated: expected true or false, not "yes"'),
    (("end",), [1, float("nan")], "end: expected a number of seconds, not NaN"),
]


@pytest.mark.parametrize(("path", "value", "error"), WRONG)
def test_what_is_wrong_and_where(path: tuple[Any, ...], value: object, error: str) -> None:
    """Who changed a timeline by hand reads what to change back."""
    data = json.loads(to_json(ONE))
    *outer, last = path
    place = data
    for each in outer:
        place = place[each]
    place[last] = value
    with pytest.raises(NotATimeline) as raised:
        from_data(data)
    assert str(raised.value).startswith("not a timeline: ")
    assert error in str(raised.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def _places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in the data."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        inner = [*cast("dict[str, Any]", data).items()]
    elif isinstance(data, list):
        items: Any = data
        inner = list(enumerate(items))
    found = [at] if at else []
    return found + [way for name, value in inner for way in _places(value, (*at, name))]


@pytest.mark.parametrize("told", [stories.everything(), ONE], ids=["everything", "one"])
def test_what_is_read_can_be_told_and_drawn(told: Timeline) -> None:
    """Anything may be changed in a file: it is refused with a reason, or is a run like others."""
    original = json.loads(to_json(told))
    places = _places(original)

    class Made:
        status, source = 0, "pass\n"

        def __init__(self, timeline: Timeline) -> None:
            self.timeline = timeline
            self.sources = dict.fromkeys(file_names(timeline), "pass\n")

    @settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def change(draw: st.DataObject) -> None:
        data = json.loads(json.dumps(original))
        for _ in range(draw.draw(st.integers(1, 3))):
            *outer, last = draw.draw(st.sampled_from(places))
            place: Any = data
            try:
                for each in outer:
                    place = place[each]
                old = place[last]
            except (KeyError, IndexError, TypeError):
                continue  # it is gone, or something else
            what = draw.draw(st.sampled_from(["replace", "near", "remove", "double"]))
            if what == "remove":
                del place[last]
            elif what == "double" and isinstance(last, int):
                place.append(old)
            elif what == "near" and type(old) in (int, float):
                place[last] = old + draw.draw(st.integers(-3, 3))
            else:
                place[last] = draw.draw(JSON)
        try:
            read = from_data(data)
        except NotATimeline:
            return
        assert from_data(json.loads(to_json(read))) == read
        page(cast("Run", Made(read)))
        report(read)

    change()


ALMOST = JSON.map(lambda value: to_data(ONE) | {"end": value})


@given(st.text() | (JSON | ALMOST).map(json.dumps))
def test_any_text_is_refused_with_one_error(text: str) -> None:
    """Whatever lies in the file."""
    try:
        from_json(text)
    except NotATimeline:
        return
    assert "asyncio-timeline/1" in text
