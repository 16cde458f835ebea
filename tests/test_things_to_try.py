"""Promise: what a step of the tutorial tells the reader to change has the effect that it tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.late import MOST_RUNS
from support.project import EXAMPLES, PAGES


@pytest.mark.parametrize(
    ("step", "name", "old", "new", "before", "after"),
    [
        (1, "coroutine_is_a_recipe", "    await tweet\n", "", "tweet: sent", "never awaited"),
        (
            2,
            "await_does_not_always_switch",
            'print("spelling',
            'await asyncio.sleep(0)\n    print("spelling',
            "spelling: checked\nupload: started\nreader: served",
            "reader: served\nspelling: checked",
        ),
        (
            3,
            "start_it_in_the_background",
            "sleep(0.1)",
            "sleep(0.02)",
            "reader served\ntweet: sent",
            "tweet: sent\nmain: reader served",
        ),
        (
            4,
            "when_it_starts",
            "    await asyncio.sleep(0)\n",
            "",
            "tweet: started\nmain: back again",
            "main: back again\ntweet: started",
        ),
        (
            5,
            "ask_whether_it_is_done",
            "sleep(0.2)",
            "sleep(0.5)",
            "published\n" + 2 * "main: reader served\n" + "main: sent",
            "published\n" + 4 * "main: reader served\n" + "main: sent",
        ),
        (
            6,
            "notice_the_failure",
            "    tweeting.add_done_callback(report)\n",
            "",
            "report: ConnectionError",
            "main: reader served\nTask exception was never retrieved",
        ),
        (
            7,
            "keep_a_reference",
            "    background.add(tweeting)\n",
            "",
            "requests on the desk: 1\ntweet: sent",
            "Task was destroyed but it is pending!",
        ),
        (
            8,
            "one_failure_stops_the_group",
            "sleep(0.2)",
            "sleep(0.02)",
            "mail: cancelled\nmain: tweet failed",
            "mail: sent\nmain: tweet failed",
        ),
        (
            9,
            "block_in_a_thread",
            "to_thread(time.sleep, 0.3)",
            "to_thread(time.sleep(0.3))",
            "reader 2: served\nreader 3: served\ntweet: sent",
            "TypeError: 'NoneType' object is not callable",
        ),
        (
            10,
            "clean_up_at_exit",
            "sleep(0.25)",
            "sleep(0.45)",
            "count: saving 3",
            "count: saving 5",
        ),
    ],
)
def test_a_change(
    step: int, name: str, old: str, new: str, before: str, after: str, tmp_path: Path
) -> None:
    """The effect is not there before, and is there after; the step shows the script and says so."""
    (page,) = (PAGES / "tutorial").glob(f"{step}-*.md")
    assert f"/// example | tutorial/{name}.py" in page.read_text(encoding="utf-8")
    assert "## Try it" in page.read_text(encoding="utf-8")
    source = (EXAMPLES / "tutorial" / f"{name}.py").read_text(encoding="utf-8")
    assert old in source
    as_it_is = in_time(source, tmp_path, before)
    assert before in as_it_is
    assert after not in as_it_is
    assert after in in_time(source.replace(old, new, 1), tmp_path, after)


def in_time(source: str, folder: Path, expected: str) -> str:
    """What the script prints: of a machine that is busy, the first of few runs that was in time."""
    printed = run(source, folder)
    for _ in range(MOST_RUNS - 1):
        if expected in printed:
            break
        printed = run(source, folder)
    return printed


def run(source: str, folder: Path) -> str:
    """What the script prints."""
    script = folder / "script.py"
    script.write_text(source, encoding="utf-8")
    command = [sys.executable, "-u", str(script)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout
