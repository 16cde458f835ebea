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
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from support import changed
from support.browsing import PREFIX, browser
from support.changed import Change
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
    target, failed = folder / "site", folder / "site.failed"
    with FileLock(folder / "site.lock"):
        if failed.exists():
            pytest.fail(failed.read_text(encoding="utf-8"), pytrace=False)
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
                said = f"{' '.join(command)} failed:\n{done.stderr[-4000:]}"
                failed.write_text(said, encoding="utf-8")  # the next would fail as late
                pytest.fail(said, pytrace=False)
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


# ---------------------------------------------------------------- which tests, in which order


def _change(config: pytest.Config) -> Change | None:
    """What has changed, if only the tests of that are to run."""
    since = config.getoption("--changed", None)
    if since is None:
        return None
    try:
        return changed.read(changed.files(str(since)))
    except ValueError as error:
        raise pytest.UsageError(f"--changed={since}: {error}") from None


def _as_test(item: pytest.Item) -> changed.Candidate:
    called = getattr(item, "callspec", None)
    return changed.Candidate(item.path, item.name, called.params if called else {})


@pytest.fixture(scope="session")
def only(pytestconfig: pytest.Config) -> Collection[str] | None:
    """The examples that have changed, if only those are to be run; None for all."""
    change = _change(pytestconfig)
    return None if change is None or change.anything else change.examples


LONG = (
    "each_listing",
    "run_in_page",
    "stranger",
    "commands",
    "second_builder",
    "browser",
    "slow_machine",
    "site_player",
    "player",
    "mutants",
    "changed",
)
"""Files of tests that keep a processor busy, the longest first. Half of the workers start with
them, while the others run tests that sleep; who is done takes from those who are not.

Those that look at the built site wait for it together, and take one browser a file.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--changed`, which `make test CHANGED=1` gives."""
    parser.addoption(
        "--changed",
        metavar="SINCE",
        help="only tests that what has changed since a commit or branch concerns",
    )


@pytest.hookimpl(trylast=True)  # after pytest has put together what shares a fixture
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The order in which workers are given the tests; and which, if only what has changed."""
    change = _change(config)
    if change is not None:
        chosen = [item for item in items if changed.concerns(change, _as_test(item))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen

    workers = int(getattr(config, "workerinput", {"workercount": 1})["workercount"])
    long = [item for item in items if _is_long(item)]
    long.sort(key=lambda item: LONG.index(_stem(item)))
    short = [item for item in items if not _is_long(item)]
    items[:] = _dealt([list(group) for _, group in groupby(long, key=_browser)], short, workers)


def _stem(item: pytest.Item) -> str:
    return item.path.stem.removeprefix("test_")


def _is_long(item: pytest.Item) -> bool:
    return _stem(item) in LONG


def _browser(item: pytest.Item) -> tuple[object, ...]:
    """The same for tests that share a browser; each part of a site is by itself."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return (item.path, *(given.get(name) for name in ("started", "part", "visits")))


def _dealt(
    long: list[list[pytest.Item]], short: list[pytest.Item], workers: int
) -> list[pytest.Item]:
    """All tests, in the order in which pytest-xdist's `worksteal` gives each worker its share:
    as many to each as to any other, in a row.
    """
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for number, group in enumerate(long):
        heads[number % ((workers + 1) // 2)] += group
    dealt: list[pytest.Item] = []
    undealt = len(short) + sum(map(len, heads))
    for number, head in enumerate(heads):
        share = undealt // (workers - number)
        rest = max(0, share - len(head))
        dealt += head + short[:rest]
        short = short[rest:]
        undealt -= share
    return dealt + short


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """If nothing has changed, no test is what there is to run."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and _change(session.config) == Change():
        session.exitstatus = pytest.ExitCode.OK


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
    change = _change(terminalreporter.config)
    if change is not None:
        terminalreporter.section("changed")
        for line in changed.told(change):
            terminalreporter.write_line(line)
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
