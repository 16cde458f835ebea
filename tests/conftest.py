"""What the tests share: the Pythons of this machine, the built site, a browser to look at it.

Environment, set by CI so that nothing is left out there in silence:
REQUIRE_PYTHONS=all   every supported Python must be here, and every recording verified on each
REQUIRE_BROWSER=1     Chromium must be here
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from support.browsing import PREFIX, browser
from support.late import LATE
from support.project import (
    FOUND,
    RELEASES,
    ROOT,
    in_the_project,
    scratch,
    unverified_recordings,
)
from support.reader import started, tab
from tested_examples import interpreter

__all__ = ["browser", "in_the_project", "scratch", "started", "tab"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site, built once by MkDocs as `make site` builds it, for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    return build_once(folder, "mkdocs", "build", "--strict", "--quiet", "--site-dir")


def build_once(folder: Path, *command: str) -> Path:
    """Run a builder into `folder/site`, unless another worker has done so."""
    target = folder / "site"
    with FileLock(folder / "site.lock"):
        if not (target / "index.html").exists():
            done = subprocess.run(
                [sys.executable, "-m", *command, str(target)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
                env=os.environ | {"SITE_URL": "https://example.org/meanwhile/"},
            )
            if done.returncode:
                pytest.fail(f"{' '.join(command)} failed:\n{done.stderr[-4000:]}", pytrace=False)
    return target


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address of the built site, served from a sub-path of a loopback port."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            if not path.startswith(PREFIX):
                return str(site / "outside-of-the-site")
            return super().translate_path("/" + path.removeprefix(PREFIX))

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    handler = functools.partial(Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
        server.shutdown()


LONG_FIRST = (
    "run_in_page",
    "stranger",
    "slow_machine",
    "browser",
    "site_player",
    "player",
    "commands",
    "second_builder",
)
"""What keeps a processor busy starts first, beside tests that sleep; workers then share the rest.

Those that look at the built site wait for it together, and take one browser a file.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which workers are given the tests."""

    def rank(item: pytest.Item) -> int:
        name = item.path.stem.removeprefix("test_")
        return LONG_FIRST.index(name) if name in LONG_FIRST else len(LONG_FIRST)

    items.sort(key=rank)


def pytest_configure() -> None:
    """A shell that runs the tests in the background lets them, and what they run, ignore Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> str:
    """The Pythons that the examples will run on."""
    return f"examples run on Python {', '.join(RELEASES)}"


MISSING_BROWSER = re.compile("missing: (chromium|firefox)", re.IGNORECASE)


def _without_a_browser(terminalreporter: pytest.TerminalReporter) -> set[str]:
    """The files of tests that were skipped because there is no browser."""
    return {
        Path(report.nodeid.partition("::")[0]).name
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and MISSING_BROWSER.search(report.longrepr[2])
    }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the Pythons that took part, those that did not, and what nobody verified yet."""
    terminalreporter.section("Pythons")
    for version in interpreter.SUPPORTED:
        found = FOUND.get(version, ())
        said = ", ".join(f"{each} ({each.path})" for each in found)
        said = said or "NOT FOUND: nothing was run on it"
        terminalreporter.write_line(f"Python {version}: {said}")
    if without := sorted(_without_a_browser(terminalreporter)):
        terminalreporter.write_line(f"NO BROWSER: nothing was looked at in {', '.join(without)}")
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, said in getattr(report, "user_properties", ()):
                if name == LATE and report.when == "call":
                    terminalreporter.write_line(f"came late, and was run again: {said}")
    for problem in unverified_recordings():
        terminalreporter.write_line(str(problem))
