"""Promise: `with record(…)` records a part of a program, and leaves the rest as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import run, write

INSIDE = """\
import asyncio
from asyncio_timeline import record
async def tweet():
    await asyncio.sleep(0.01)
    print("sent")
async def main():
    await asyncio.create_task(tweet(), name="before")
    async with record("inside.json") as recorded:
        await asyncio.create_task(tweet(), name="within")
    await asyncio.create_task(tweet(), name="after")
    print([task.name for task in recorded.timeline.tasks if task.coroutine == "tweet"])
with record("around.html"):
    print("begins")
asyncio.run(main())
with record("around.json"):
    asyncio.run(tweet())
try:
    with record("failed.json"):
        asyncio.run(asyncio.wait_for(tweet(), 0))
except TimeoutError:
    print("timed out")
"""


@pytest.mark.parametrize("version", ENDS)
def test_a_block_is_recorded(version: str, tmp_path: Path) -> None:
    """With its code, also around a loop, also if the block fails; nothing before and after."""
    done = run(PYTHONS[version], tmp_path, write(tmp_path, INSIDE))
    assert (done.returncode, done.stderr) == (0, "")
    lines = ["begins", "sent", "sent", "sent", "['within']", "sent", "timed out"]
    assert done.stdout.splitlines() == lines
    inside = from_json((tmp_path / "inside.json").read_text("utf-8"))
    assert [each.text for each in inside.prints] == ["sent"]
    assert inside.prints[0].line == 5
    assert inside.sources[0].text == INSIDE
    around = from_json((tmp_path / "around.json").read_text("utf-8"))
    assert [(task.coroutine, task.outcome) for task in around.tasks] == [("tweet", "result")]
    failed = from_json((tmp_path / "failed.json").read_text("utf-8"))
    assert failed.tasks[0].outcome == "exception"
    assert "</html>" in (tmp_path / "around.html").read_text("utf-8")


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    """An ordinary exception, before anything of the block has run."""
    (tmp_path / "notes.json").write_text("[]", "utf-8")
    source = "from asyncio_timeline import record\nwith record('notes.json'):\n    print('ran')\n"
    done = run(PYTHONS[ENDS[0]], tmp_path, write(tmp_path, source))
    assert done.returncode == 1
    assert "notes.json exists and is no timeline" in done.stderr
    assert (tmp_path / "notes.json").read_text("utf-8") == "[]"
