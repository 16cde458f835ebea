"""Promise: no example that is meant right is said to be slow or wrong.

`asyncio-timeline check` looks for mistakes. On the runs that this site shows it is silent, except
of those that make a mistake, or block the loop, to show it.
"""

from __future__ import annotations

import json
from typing import Any

from asyncio_timeline.findings import findings
from asyncio_timeline.timeline import from_data
from support.project import ROOT

RECORDINGS = ROOT / "recordings"

ON_PURPOSE: dict[str, set[str]] = {
    "background/exception_handler": {"destroyed"},
    "background/one_step_at_exit": {"leaked"},
    "background/who_survives": {"destroyed", "leaked"},
    "cancelling/whose_cancellation": {"swallowed"},
    "debugging/all_tasks": {"leaked"},
    "debugging/watch_the_loop": {"blocked"},
    "debugging/where_each_waits": {"leaked"},
    "debugging/where_it_is_blocked": {"blocked"},
    "ensure_future/who_waits": {"leaked"},
    "executors/names_need_a_thread": {"blocked", "starved"},
    "executors/queued": {"starved"},
    "executors/who_starts": {"blocked"},
    "stopping/a_process_of_its_own": {"blocked"},
    "stopping/workers_of_a_pool": {"blocked"},
    "sync/run_in_another_thread": {"blocked"},
    "sync/run_loses_the_connection": {"leaked"},
    "sync/runner_kept": {"leaked"},
    "testing/nothing_left_over": {"leaked"},
    "threads/loop_in_a_thread": {"leaked"},
    "threads/ways_to_run": {"blocked", "leaked"},
    "tutorial/clean_up_at_exit": {"leaked"},
    "tutorial/forgotten_at_exit": {"leaked"},
}
"""What these show: a loop that is blocked, a full pool, a task that the end of the run cancels."""


def found_in_recordings() -> dict[str, set[str]]:
    """The kinds of what is found in each run that the site shows."""
    found: dict[str, set[str]] = {}
    for path in sorted(RECORDINGS.rglob("*.json")):
        timeline: Any = json.loads(path.read_text("utf-8")).get("timeline")
        if timeline:
            name = path.relative_to(RECORDINGS).with_suffix("").as_posix()
            found[name] = {each.kind for each in findings(from_data(timeline))}
    return found


def test_no_false_alarm() -> None:
    """A reader who checks a program that they copied from here finds nothing."""
    alarms = {
        name: sorted(kinds - ON_PURPOSE.get(name, set()))
        for name, kinds in found_in_recordings().items()
        if not name.startswith("mistakes/")
    }
    assert {name: kinds for name, kinds in alarms.items() if kinds} == {}


def test_mistakes_are_found() -> None:
    """Of the mistakes that this site warns of, those that the recording shows."""
    found = found_in_recordings()
    for name, kind in (
        ("frozen_blog", "blocked"),
        ("lost_exception", "unseen"),
        ("vanished_tweet", "destroyed"),
        ("coroutine_never_awaited", "never awaited"),
        ("cancel_swallowed", "swallowed"),
    ):
        assert kind in found[f"mistakes/{name}"], name
