"""Promise: `asyncio-timeline` works where nothing else is installed, as its README says.

The project runs it from its source folder, where a data file that the wheel forgets still lies.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest
from support.project import PYTHONS, ROOT
from tested_examples.interpreter import Interpreter

ENDS = tuple(dict.fromkeys((*list(PYTHONS)[:1], *list(PYTHONS)[-1:])))
BIN = Path(sys.executable).parent
SCRIPT = """\
import asyncio

async def tweet():
    await asyncio.sleep(0.01)
    print("tweeted")

async def main():
    task = asyncio.create_task(tweet(), name="tweet")
    await task

asyncio.run(main())
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment that knows of no other Python, cache or index."""
    kept = {name: text for name, text in os.environ.items() if name[:3] not in ("PYT", "UV_")}
    return subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=kept | {"UV_CACHE_DIR": str(cwd / "cache"), "UV_OFFLINE": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def build(name: str, folder: Path) -> Path:
    """The wheel of a package, built without one word of warning."""
    done = run(
        *(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder),
        cwd=ROOT / "packages" / name,
    )
    assert done.returncode == 0, done.stderr
    assert "arning" not in done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of asyncio-timeline."""
    return build("asyncio-timeline", tmp_path_factory.mktemp("wheel"))


def check_drawing(done: subprocess.CompletedProcess[str], page: Path) -> None:
    """The script ran as it does without the recorder, and the page holds all that it needs."""
    assert (done.returncode, done.stdout, done.stderr) == (0, "tweeted\n", "")
    text = page.read_text("utf-8")
    for needed in ("<svg", "tweeted", "</script>", "</style>", "--tl-"):
        assert needed in text, needed


@pytest.mark.parametrize("version", ENDS)
def test_it_runs_from_its_wheel_alone(version: str, wheel: Path, tmp_path: Path) -> None:
    """In an environment without any other package, not even pip, on the oldest and newest Python.

    What one forgets, a data file or a dependency, is otherwise found by who installs it first.
    """
    python: Interpreter = PYTHONS[version]
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    made = run(python.path, "-m", "venv", "--without-pip", "empty", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    scripts = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")
    inside = scripts / ("python.exe" if os.name == "nt" else "python")
    installed = run(
        *(BIN / "uv", "pip", "install", "--python", inside, "--no-index", "--no-deps", wheel),
        cwd=tmp_path,
    )
    assert installed.returncode == 0, installed.stderr
    done = run(scripts / "asyncio-timeline", "-o", "x.html", "script.py", cwd=tmp_path)
    check_drawing(done, tmp_path / "x.html")
    said = run(scripts / "asyncio-timeline", "--version", cwd=tmp_path)
    assert re.fullmatch(r"asyncio-timeline \d+\.\d+\.\d+\S*\n", said.stdout), said
    as_module = run(inside, "-m", "asyncio_timeline", "--version", cwd=tmp_path)
    assert as_module.stdout == said.stdout


def test_uvx_runs_it_without_installing(wheel: Path, tmp_path: Path) -> None:
    """The shortest way to try it, and it works without a network, from the wheel."""
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    done = run(
        *(BIN / "uvx", "--quiet", "--no-index", "--from", wheel, "--python", sys.executable),
        *("asyncio-timeline", "-o", "x.html", "script.py"),
        cwd=tmp_path,
    )
    check_drawing(done, tmp_path / "x.html")


def test_the_wheel_holds_what_readers_need(wheel: Path) -> None:
    """Every file of the source, types included, a licence, and no dependency."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata,) = (name for name in names if name.endswith("METADATA"))
        told = message_from_string(archive.read(metadata).decode())
    source = ROOT / "packages/asyncio-timeline/src"
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(source).as_posix() in names
    assert "asyncio_timeline/py.typed" in names
    assert any(name.endswith("LICENSE") for name in names)
    assert told.get_all("Requires-Dist") is None
    assert told["Requires-Python"] == ">=3.11"


def test_tested_examples_has_a_wheel(tmp_path: Path) -> None:
    """It can be used for a site of somebody else's, with what it names as its needs."""
    with zipfile.ZipFile(build("tested-examples", tmp_path)) as archive:
        names = set(archive.namelist())
    assert {"tested_examples/__main__.py", "tested_examples/py.typed"} <= names
