"""Promise: a run that was kept can be drawn again in any format, by whoever has the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asyncio_timeline.formats import CannotWrite, read, writer
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import run, write

SCRIPT = """\
import asyncio, time
async def tweet():
    await asyncio.sleep(0.1)
    print("tweet: sent")
async def main():
    task = asyncio.create_task(tweet())
    await asyncio.to_thread(time.sleep, 0.2)
    await task
    time.sleep(0.3)
asyncio.run(main())
raise SystemExit(3)
"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `run.json`, and with each of the others as the run itself drew it."""
    folder = tmp_path_factory.mktemp("recording")
    script = write(folder, SCRIPT, "tweet.py")
    for name in ("run.json", "at_once.html", "at_once.svg", "at_once.md", "at_once.trace.json"):
        done = run(
            PYTHONS[ENDS[-1]], folder, "-m", "asyncio_timeline", "--simulated", "-o", name, script
        )
        assert (done.returncode, done.stderr) == (3, "")
    script.unlink()
    return folder


@pytest.mark.parametrize("ending", [".html", ".svg", ".md", ".trace.json"])
def test_drawn_again_it_is_the_same(recording: Path, ending: str) -> None:
    """From the one file: the program's text and its exit status are in it."""
    for options in (["run.json", "-o", f"again{ending}"], ["-o", f"again{ending}", "run.json"]):
        done = run(PYTHONS[ENDS[0]], recording, "-m", "asyncio_timeline", *options)
        assert (done.returncode, done.stderr) == (0, "")
        again = (recording / f"again{ending}").read_text("utf-8")
        assert again == (recording / f"at_once{ending}").read_text("utf-8")


def test_a_recording_is_read_whole(recording: Path) -> None:
    """As data: what the page needs, and the timeline as it was recorded."""
    kept = read(recording / "run.json")
    assert (kept.status, kept.source) == (3, SCRIPT)
    whole = from_json((recording / "run.json").read_text("utf-8"))
    assert whole.sources[0].text == SCRIPT
    assert whole.tasks == kept.timeline.tasks


def test_markdown_tells_all(recording: Path) -> None:
    """Whoever has only this text can answer questions about the run."""
    text = (recording / "at_once.md").read_text("utf-8")
    assert text.startswith("# Timeline of tweet.py\n")
    assert "main blocks the loop for 0.300 s (line 9)" in text
    assert '   4     print("tweet: sent")' in text
    assert "0.100 s: tweet prints “tweet: sent” (line 4)" in text


def test_perfetto_reads_tracks_and_slices(recording: Path) -> None:
    """Every task and thread is a track, every step a slice of microseconds, every wake an arrow."""
    trace = json.loads((recording / "at_once.trace.json").read_text("utf-8"))
    events = trace["traceEvents"]
    names = {each["args"]["name"] for each in events if each["name"] == "thread_name"}
    assert {"main", "tweet", "thread asyncio_0"} <= names
    slices = [each for each in events if each["ph"] == "X"]
    assert any(each["dur"] >= 300_000 and each["name"] == "main" for each in slices), slices
    assert all(each["ts"] >= 0 and each["dur"] >= 0 for each in slices)
    flows = [(each["ph"], each["id"]) for each in events if each["ph"] in "sf"]
    assert sorted(number for sign, number in flows if sign == "s") == sorted(
        number for sign, number in flows if sign == "f"
    )


def test_no_other_file_is_replaced(tmp_path: Path, recording: Path) -> None:
    """Only what is empty, or one of ours."""
    (tmp_path / "notes.md").write_text("# Notes\n", "utf-8")
    with pytest.raises(CannotWrite, match="exists and is no timeline"):
        writer(tmp_path / "notes.md")
    for drawn in recording.glob("at_once.*"):
        writer(drawn)
    with pytest.raises(CannotWrite, match="expected a name that ends in"):
        writer(tmp_path / "x.png")
