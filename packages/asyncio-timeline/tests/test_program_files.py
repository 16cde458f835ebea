"""Promise: of a program of several files each line is told of the file that it stands in.

A line number that belongs to another file sends a reader to the wrong place. Code that was
installed is nobody's to mend: what it does is told of the program's line that called it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.own import OwnCode
from asyncio_timeline.timeline import Timeline, file_names, from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import run

FILES = {
    "main.py": """\
import asyncio
import sys
sys.path.append("site-packages")
from app.routes import handle
from installed import wait
async def main():
    task = asyncio.create_task(handle())
    await wait()
    await task
asyncio.run(main())
""",
    "app/routes.py": """\
import asyncio, time
async def handle():
    await asyncio.sleep(0.05)
    time.sleep(0.06)
    print("handled")
    asyncio.get_running_loop().call_soon(called)
    await asyncio.sleep(0)
def called(): pass
""",
    "site-packages/installed.py": """\
import asyncio
async def wait():
    await asyncio.sleep(0.1)
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program of three files, one of which was installed."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def recorded(version: str, folder: Path, *options: str) -> Timeline:
    """The timeline of the program, run with a path, so that it lies in a folder of its own."""
    output = folder / "t.json"
    done = run(
        PYTHONS[version], folder, "-m", "asyncio_timeline", "-o", output, *options, "main.py"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "handled\n", "")
    return from_json(output.read_text("utf-8"))


@pytest.mark.parametrize("version", ENDS)
def test_lines_have_their_file(version: str, folder: Path) -> None:
    """Of the main file it goes without saying."""
    timeline = recorded(version, folder)
    told = [re.sub(r"[\d.]+ s(: )?", "", row.sentence) for row in words.rows(Story(timeline))]
    assert "main creates the task handle (line 7)" in told
    assert "main waits for sleep (line 8)" in told or "main sleeps until  (line 8)" in told
    assert "handle sleeps until  (app/routes.py, line 3)" in told
    assert "handle prints “handled” (app/routes.py, line 5)" in told
    assert any(each.startswith("callback called is called by the loop") for each in told)
    assert any(each.startswith("handle blocks the loop for") for each in told)
    assert file_names(timeline) == {"app/routes.py"}


def test_patterns_choose_files(folder: Path) -> None:
    """A library that one wants to look into, or a file of one's own that is of no interest."""
    names = file_names(recorded(ENDS[0], folder, "--include", "*/installed.py"))
    assert names == {"app/routes.py", "site-packages/installed.py"}
    assert file_names(recorded(ENDS[0], folder, "--exclude", "app/*")) == set()


def test_the_page_has_each_file(folder: Path) -> None:
    """The player opens the file of the line that runs; each line has a name of its own."""
    run(PYTHONS[ENDS[-1]], folder, "-m", "asyncio_timeline", "-o", "t.html", "main.py")
    page = (folder / "t.html").read_text("utf-8")
    assert re.findall(r"<summary>([\w/.]+)</summary>", page) == ["main.py", "app/routes.py"]
    lines = set(re.findall(r'data-line="([^"]+)"', page))
    assert {"1", "10", "app/routes.py:1", "app/routes.py:8"} <= lines
    assert set(re.findall(r"<td>((?:app/routes.py:)?\d+)</td></tr>", page)) <= lines


def test_an_environment_in_the_folder_is_not_the_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`venv/` often lies beside the script."""
    monkeypatch.setattr("sys.prefix", str(tmp_path / "venv"))
    own = OwnCode(str(tmp_path / "main.py"), str(tmp_path))
    assert str(tmp_path / "main.py") in own
    assert str(tmp_path / "app" / "routes.py") in own
    assert str(tmp_path / "venv" / "lib" / "x.py") not in own
    assert "<string>" not in own
    assert re.__file__ not in own
