"""Promise: a shell command shown on a page or in the README is one that a test runs.

`python NAME.py` stands beside the listing of that example, which test_transcripts runs. The make
commands run here, in a copy of the project that borrows the installed dependencies, and so do the
commands that draw a script.
"""

from __future__ import annotations

import html
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.project import PAGES, ROOT
from tested_examples.in_the_page import browser_runtime
from tested_examples.pages import page
from tested_examples.running import recording

TEXTS = [*page.markdown_files(PAGES), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
DRAWING = PAGES / "how-to/draw-your-own.md"
RUN_HERE = {"make site", "make record", "make format", "make lint", "make test", "make serve"}
FEW = ("tutorial/start_it_in_the_background.py",)
"""The examples of the copy: a command is tried, not the whole project again."""


def commands(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of the commands in console blocks."""
    _, fences = page.read(path.read_text(encoding="utf-8"))
    for fence in fences:
        if fence.language == "console":
            yield from enumerate(fence.text.splitlines(), fence.line + 1)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_are_ones_that_a_test_runs(path: Path) -> None:
    """Anything else in a console block is a claim that nobody checks."""
    blocks, _ = page.read(path.read_text(encoding="utf-8"))
    shown = {f"python {block.argument.rpartition('/')[2]}" for block in blocks}
    for number, line in commands(path):
        command = line.removeprefix("$ ").split("  #")[0].strip()
        where = f"{path.relative_to(ROOT)}:{number}"
        assert line.startswith("$ "), f"{where}: output typed by hand: {line}"
        plain = re.sub(r"^(\w+=\S+ )*", "", re.sub(r" \w+=\S+", "", command))
        known = plain in RUN_HERE or command in shown or command in TRIED or path == DRAWING
        assert known, f"{where}: no test runs `{command}`"


TRIED = {
    "python examples/tutorial/start_it_in_the_background.py",  # test_transcripts, by its path
    "git clone",
}


# ------------------------------------------------------------------- python -m asyncio_timeline


DRAWN = [line.removeprefix("$ ") for path in TEXTS if path == DRAWING for _, line in commands(path)]


@pytest.mark.parametrize("command", DRAWN)
def test_a_script_is_drawn(command: str, tmp_path: Path) -> None:
    """Each command of the page, as it stands there, in a folder that has what a clone has."""
    for name in ("packages", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert "main" in done.stdout or "tweet" in done.stdout
    if " check " in command:
        assert done.stdout.endswith("nothing was slow or wrong\n")
        return
    drawn = next(tmp_path.glob("*.*"))
    assert drawn.name in command
    assert 'class="tl-run"' in drawn.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------- make

# The copy borrows what is installed here and must never install into it.
INSTALLED = ("--old-file=.venv/ready", "--old-file=node_modules/ready")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with few examples and pages, and what this machine has installed for it.

    And the Python that runs in the page, which `make test` has made before any test runs: each
    command sees in no time that it is up to date.
    """
    target = tmp_path_factory.mktemp("copy") / "project"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in listed:
        if name.startswith(("docs/", "examples/", "recordings/")) and not name.startswith(
            "docs/assets"
        ):
            continue
        source = ROOT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if source.exists():
            shutil.copy2(source, target / name)
    for name in FEW:
        (target / "examples" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "examples" / name, target / "examples" / name)
    (target / "docs/index.md").write_text(f"# Few\n\n/// example | {FEW[0]}\n///\n")
    config = (target / "mkdocs.yml").read_text()
    (target / "mkdocs.yml").write_text(re.sub(r"(?ms)^nav:\n.*?(?=^\S|\Z)", "", config))
    for name in (".frameworks", ".venv", "node_modules"):
        (target / name).symlink_to(ROOT / name)
    if (ROOT / browser_runtime.RUNTIME).exists():
        shutil.copytree(ROOT / browser_runtime.RUNTIME, target / browser_runtime.RUNTIME)
    (target / ".cache").mkdir(exist_ok=True)
    (target / ".cache/no-browser").touch()  # no test installs one
    subprocess.run(["git", "init", "-q"], cwd=target, check=True)
    return target


def make(copy: Path, *arguments: str, **environment: str) -> str:
    """Run make in the copy, which must succeed, and return what it printed."""
    done = subprocess.run(
        ["make", *INSTALLED, *arguments],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env=_environment(copy) | environment,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def _recorded(copy: Path) -> None:
    """Put the recording of the example there, as `make record` does."""
    kept = recording.path_of(FEW[0], Path("recordings"))
    (copy / kept).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / kept, copy / kept)


def _environment(copy: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
    # The package is installed from the project; the copy brings its own.
    return kept | {"PYTHONPATH": os.pathsep.join(str(each) for each in copy.glob("packages/*/src"))}


def test_make_record_then_site(copy: Path) -> None:
    """From scripts and pages alone: recordings, then a site with the listing and the raw file."""
    assert "1 recordings, 1 changed" in make(copy, "record")
    make(copy, "site")
    assert 'data-example="tutorial/' in (copy / "site/index.html").read_text()
    assert (copy / "site/examples" / FEW[0]).read_bytes() == (
        ROOT / "examples" / FEW[0]
    ).read_bytes()


def test_a_site_without_npm(copy: Path) -> None:
    """It has everything but Run."""
    _recorded(copy)
    shutil.rmtree(copy / browser_runtime.RUNTIME, ignore_errors=True)
    make(copy, "site", "NPM=no")
    html = (copy / "site/index.html").read_text()
    assert 'data-example="tutorial/' in html
    assert "data-run=" not in html
    assert "listing__run" not in html


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.timeout(240)
def test_a_build_that_is_killed_leaves_no_half_of_a_site(copy: Path) -> None:
    """Old or new: whoever serves the folder meanwhile must not serve pages without their style."""
    _recorded(copy)
    make(copy, "site")
    old = _files(copy / "site")
    chance = random.Random(11)
    for _ in range(4):
        building = subprocess.Popen(
            ["make", *INSTALLED, "site"],
            cwd=copy,
            env=_environment(copy),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.2, 6))
        os.killpg(building.pid, signal.SIGKILL)
        building.wait(10)
        left = _files(copy / "site")
        assert left.keys() in (old.keys(), set())
        # Each build writes the time into its sitemap, and so into no page.
        pages = [name for name in left if name.endswith((".html", ".css", ".js"))]
        assert all(left[name] == old[name] for name in pages)


def test_make_format_keeps_comments(copy: Path) -> None:
    """Code is formatted, `#> ` stays as it is."""
    script = copy / "examples" / FEW[0]
    before = script.read_text()
    script.write_text(before.replace("import asyncio\n", "import   asyncio\n#> x\n", 1))
    make(copy, "format")
    after = script.read_text()
    script.write_text(before)
    assert "import asyncio\n" in after
    assert "\n#> x\n" in after


def test_make_test_names_the_pythons(copy: Path) -> None:
    """The command runs the tests in parallel and its summary says on which Pythons."""
    said = make(
        copy,
        "test",
        "WORKERS=2",
        PYTEST_ADDOPTS="tests/test_print_comments.py -k test_guard_accepts",
    )
    assert "1 passed" in said
    assert "2 workers [1 item]" in said
    assert "Python 3.11: " in said
    assert "Python 3.15: " in said


def test_make_serve_rebuilds_on_change(copy: Path) -> None:
    """The page is there on PORT, and shows what was written a moment ago, as does the raw file."""
    _recorded(copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _serving(copy, port) as address:
        assert "Few" in _wait_for(address, "Few")
        page = copy / "docs/index.md"
        page.write_text(page.read_text().replace("# Few", "# Fewer"))
        assert "Fewer" in _wait_for(address, "Fewer")
        unshown = copy / "examples/tutorial/unshown.py"  # so that it needs no recording
        for text in ("# new\n", "# changed\n"):
            unshown.write_text(text)
            assert _wait_for(f"{address}examples/tutorial/unshown.py", text) == text
        unshown.unlink()


def test_make_serve_shows_a_mistake_and_goes_on(copy: Path) -> None:
    """The message alone, in the terminal and on the page; corrected, the page is there again."""
    _recorded(copy)
    page, said = copy / "docs/index.md", copy / "serve.log"
    right = page.read_text()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    message = "docs/index.md:3: there is no example 'tutorial/unknown.py'"
    page.write_text(right.replace(FEW[0], "tutorial/unknown.py"))
    try:
        with _serving(copy, port, said) as address:
            shown = _wait_for(address, "there is no example")
            assert message in html.unescape(shown)
            page.write_text(right)
            assert "there is no example" not in _wait_for(address, "data-example=")
    finally:
        page.write_text(right)
    told = said.read_text()
    said.unlink()
    assert message in told.splitlines()
    assert "Traceback" not in told


@contextmanager
def _serving(copy: Path, port: int, said: Path | None = None) -> Iterator[str]:
    with Path(said or os.devnull).open("wb") as told:
        process = subprocess.Popen(
            ["make", *INSTALLED, "serve", f"PORT={port}"],
            cwd=copy,
            env=_environment(copy),
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _wait_for(address: str, text: str, seconds: float = 75) -> str:
    end = time.monotonic() + seconds
    said = ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                said = answer.read().decode()
        except OSError:  # not yet there, or building
            said = "(no answer)"
        if text in said:
            return said
        time.sleep(0.2)
    return said
