"""Promise: a timeline holds each task of a run: who created it, when it ran, how it ended.

A reader who looks for a lost task finds it here or nowhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from asyncio_timeline.timeline import Cause, structure
from support.pythons import ENDS, PYTHONS, WATCHED
from support.recorded import record, text, told, write

EAGER = tuple(version for version in ENDS if version in WATCHED)
"""Eager tasks are new in 3.12, as sys.monitoring is."""


@pytest.mark.parametrize("version", PYTHONS)
def test_a_run(version: str, tmp_path: Path) -> None:
    """Tasks, steps, prints, lines and their order, on every Python alike.

    Pages show one picture for all Pythons, so they have to agree.
    """
    name = "recorded/a_run"
    timeline = record(version, tmp_path, name)
    main, tweet = timeline.tasks
    assert (main.name, main.coroutine, main.parent) == ("Task-1", "main", None)
    assert text(name, main.line) == "asyncio.run(main())"
    assert (tweet.name, tweet.coroutine, tweet.parent) == ("tweet", "tweet", 0)
    assert text(name, tweet.line) == 'task = asyncio.create_task(tweet(), name="tweet")'
    assert (main.outcome, main.value) == ("result", None)
    assert (tweet.outcome, tweet.value, tweet.eager) == ("result", "280", False)
    assert [step.task for step in timeline.steps] == [0, 1, 1, 0]
    assert [step.cause for step in timeline.steps] == [
        Cause("outside"),
        Cause("step", 0),
        Cause("timer"),
        Cause("step", 2),
    ]
    assert told(name, timeline, "goes on") == [
        "tweet goes on: its sleep is over | await asyncio.sleep(0.05)",
        "main goes on: tweet has ended | await task",
    ]
    first, second, third, last = timeline.steps
    assert first.wait
    assert (first.wait.what, text(name, first.wait.line), first.wait.tasks) == (
        "task", "await task", (1,),
    )  # fmt: skip
    assert second.wait
    assert (second.wait.what, second.wait.function) == ("sleep", "tweet")
    assert second.wait.until is not None
    assert second.start.time + 0.049 < second.wait.until < second.end.time + 0.051
    assert third.start.time >= second.wait.until - 0.01
    assert (third.outcome, last.outcome) == ("result", "result")
    assert [(each.text, text(name, each.line), each.step) for each in timeline.prints] == [
        ("published", 'print("published")', 0),
        ("tweeted", 'print("tweeted")', 2),
    ]
    assert timeline.end.order > last.end.order
    if version not in WATCHED:
        assert not timeline.lines
    else:
        inside = [each for each in timeline.lines if each.step is not None]
        assert [(text(name, each.line), each.step) for each in inside] == [
            ('task = asyncio.create_task(tweet(), name="tweet")', 0),
            ('print("published")', 0),
            ("await task", 0),
            ("await asyncio.sleep(0.05)", 1),
            ('print("tweeted")', 2),
            ("return 280", 2),
        ]
    assert not timeline.cut


@pytest.mark.parametrize("version", ENDS)
def test_outcomes(version: str, tmp_path: Path) -> None:
    """Result, exception, cancelled, destroyed, pending: each is another mistake to look for."""
    timeline = record(version, tmp_path, "recorded/outcomes")
    assert [(task.coroutine, task.outcome, task.value) for task in timeline.tasks] == [
        ("main", "result", None),
        ("works", "result", "{'a': [1]}"),
        ("fails", "exception", "ValueError('no')"),
        ("waits", "cancelled", None),
        ("waits", "destroyed", None),
    ]


@pytest.mark.parametrize("version", EAGER)
def test_eager_tasks(version: str, tmp_path: Path) -> None:
    """The first step of an eager task lies inside of the step that creates it, as it truly does."""
    name = "recorded/eager_tasks"
    timeline = record(version, tmp_path, name)
    created = [
        (task.coroutine, task.parent, task.eager, text(name, task.line)) for task in timeline.tasks
    ]
    assert created == [
        ("main", None, False, "asyncio.run(main())"),
        ("outer", 0, True, "await asyncio.create_task(outer())"),
        ("inner", 1, True, "child = asyncio.create_task(inner())"),
    ]
    first, outer, inner, again, last = timeline.steps
    assert [step.task for step in timeline.steps] == [0, 1, 2, 1, 0]
    assert first.start < outer.start < inner.start < inner.end < outer.end < first.end
    assert [step.cause for step in (outer, inner, again, last)] == [
        Cause("step", 0),
        Cause("step", 1),
        Cause("step", 1),
        Cause("step", 3),
    ]
    assert (inner.outcome, outer.wait and outer.wait.what) == ("result", "sleep(0)")
    assert [(each.text, each.step) for each in timeline.prints] == [
        ("outer", 1),
        ("inner", 2),
        ("again True", 3),
    ]


@pytest.mark.parametrize("version", ENDS)
def test_a_task_factory_that_is_not_eager(version: str, tmp_path: Path) -> None:
    """A factory alone makes no eager step; what it prints belongs to the step that called it."""
    timeline = record(version, tmp_path, "recorded/a_task_factory")
    assert [(task.parent, task.eager) for task in timeline.tasks] == [(None, False), (0, False)]
    assert [step.task for step in timeline.steps] == [0, 1, 0]
    assert timeline.steps[1].cause == Cause("step", 0)
    assert timeline.prints[0].step == 0


@pytest.mark.parametrize("version", ENDS)
def test_a_program_without_tasks(version: str, tmp_path: Path) -> None:
    """Prints outside of the loop belong to no step; a script need not use asyncio at all."""
    script = write(tmp_path, "import sys\nprint('a'); print('b', 'c'); print(end='d')")
    timeline = record(version, tmp_path, script)
    assert [(each.text, each.line) for each in timeline.prints] == [
        ("a", 2),
        ("b c", 2),
        ("d", 2),
    ]
    assert not timeline.tasks
    assert not timeline.steps


def test_two_runs_have_one_structure(tmp_path: Path) -> None:
    """Real runs differ in time only, or no test could compare a fresh run with a recorded one."""
    versions = (*PYTHONS, *ENDS)
    runs = [structure(record(each, tmp_path, "recorded/group_and_thread")) for each in versions]
    assert all(each == runs[0] for each in runs)
