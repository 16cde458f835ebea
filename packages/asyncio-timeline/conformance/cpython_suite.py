"""Runs CPython's own asyncio tests with and without the recorder, or the simulation, installed.

    python conformance/cpython_suite.py --python python3.14 --suite DIR [--simulated] [MODULE ...]

DIR holds the package `test` of that very CPython, as its source or a distribution's test suite
package has it. Each test runs with a recorder of its own, which also makes its timeline. What
passes without the recorder has to pass with it; each test that does not is listed with its reason.
The exit status is 1 if there is one, other than those in `KNOWN`.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src"
MODULES = [
    f"test.test_asyncio.test_{name}"
    for name in (
        "tasks",
        "futures",
        "taskgroups",
        "timeouts",
        "locks",
        "queues",
        "waitfor",
        "runners",
        "eager_task_factory",
        "base_events",
    )
]
PATIENCE = 60.0
"""Seconds that one test may take."""

KNOWN: dict[str, str] = {}
"""Tests that do not pass with the recorder, and why that is right, by the end of their id."""

KNOWN_SIMULATED: dict[str, str] = {
    "test_accept_connection_exception": "a method of the loop's that accepts sockets",
    "test_accept_connection_retry": "a method of the loop's that accepts sockets",
}
"""The same for the simulation. What it refuses (`NotSimulated`) needs no entry."""

Outcomes = dict[str, tuple[str, str]]


def main() -> int:
    """Compare the two runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the CPython to test")
    parser.add_argument("--suite", type=Path, required=True, help="the folder that holds test/")
    parser.add_argument("--simulated", action="store_true", help="install the simulation, too")
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--inside", choices=("plain", "recorder", "simulated"))
    parser.add_argument("--report", type=Path)
    parser.add_argument("--skip", type=Path)
    options = parser.parse_args()
    if options.inside:
        _inside(options.inside, options.suite, options.modules, options.report, options.skip)
        return 0
    python = shutil.which(options.python)
    if python is None:
        parser.error(f"--python: there is no {options.python}")
    if not (options.suite / "test/test_asyncio").is_dir():
        parser.error(f"--suite: {options.suite} holds no test/test_asyncio")
    options.python, options.suite = str(Path(python).absolute()), options.suite.absolute()
    mode = "simulated" if options.simulated else "recorder"
    failed = 0
    total: Counter[str] = Counter()
    for module in options.modules:
        plain = _run(options.python, options.suite, "plain", module)
        other = _run(options.python, options.suite, mode, module)
        counts = Counter(outcome for outcome, _ in other.values())
        passed = [name for name, (outcome, _) in plain.items() if outcome == "passed"]
        worse = [name for name in passed if other.get(name, ("", ""))[0] != "passed"]
        total.update(run=len(other), passed=counts["passed"], plain=len(passed), worse=len(worse))
        print(
            f"{module}: {len(other)} run with the {mode}, {counts['passed']} passed; "
            f"{len(passed)} passed without it",
            flush=True,
        )
        for name in worse:
            outcome, reason = other.get(name, ("did not run", ""))
            known = _known(name, reason, options.simulated)
            failed += known is None
            print(f"    {name}: {outcome}: {known or reason}", flush=True)
        for name, (outcome, reason) in plain.items():
            if outcome not in ("passed", "skipped"):
                print(f"    {name}: {outcome} without the {mode}, too: {reason}", flush=True)
    print(
        f"{total['run']} run, {total['passed']} passed, "
        f"{total['worse']} of {total['plain']} no longer pass",
        flush=True,
    )
    return 1 if failed else 0


def _known(name: str, reason: str, simulated: bool) -> str | None:
    if not simulated:
        return next((why for end, why in KNOWN.items() if name.endswith(end)), None)
    if reason.startswith("NotSimulated: "):
        return reason
    return next((why for end, why in KNOWN_SIMULATED.items() if name.endswith(end)), None)


def _run(python: str, suite: Path, mode: str, module: str) -> Outcomes:
    """All tests of a module. A process that a test crashes or hangs is followed by another one."""
    outcomes: Outcomes = {}
    with tempfile.TemporaryDirectory() as folder:
        report, skip = Path(folder, "report"), Path(folder, "skip")
        while True:
            skip.write_text("\n".join(outcomes))
            report.write_text("")
            command = [python, __file__, "--inside", mode, "--suite", str(suite)]
            command += ["--report", str(report), "--skip", str(skip), module]
            with Path(folder, "output").open("wb") as output:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env=os.environ | {"PYTHONPATH": str(SOURCE)},
                    cwd=folder,
                )
                hung = _wait(process, report)
            begun: str | None = None
            for line in report.read_text().splitlines():
                name, outcome, reason = json.loads(line)
                begun = name if outcome == "begun" else None
                if outcome != "begun":
                    outcomes[name] = (outcome, reason)
            if begun is None:
                if process.returncode:
                    said = Path(folder, "output").read_text(errors="replace").strip()
                    outcomes["(module)"] = ("failed", said.splitlines()[-1] if said else "")
                return outcomes
            outcomes[begun] = ("hung", "") if hung else ("crashed", f"{process.returncode}")


def _wait(process: subprocess.Popen[bytes], report: Path) -> bool:
    """Whether the process had to be killed, as it reported nothing for a while."""
    size, since = 0, time.monotonic()
    while process.poll() is None:
        time.sleep(0.05)
        if report.stat().st_size != size:
            size, since = report.stat().st_size, time.monotonic()
        elif time.monotonic() - since > PATIENCE:
            process.kill()
            process.wait()
            return True
    return False


# ------------------------------------------------------------------- inside of the process


def _inside(mode: str, suite: Path, modules: list[str], report: Path, skip: Path) -> None:
    # A job in the background of a shell ignores it, so tests that send it would hang.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path.append(str(suite))
    import test

    # Distributions put a part of the package beside the standard library, the rest elsewhere. If
    # all of it lies there, it would be taken for library code, of which the simulation suspends
    # less than of a program. So it is loaded through a link in the working directory.
    linked = Path.cwd() / "test"
    if not linked.exists():
        linked.symlink_to(suite / "test")
    test.__path__.insert(0, str(linked))
    done = set(skip.read_text().splitlines())
    with ExitStack() as stack:
        if mode == "simulated":
            import asyncio
            from unittest import mock

            from asyncio_timeline.simulation.loop import SimulatedEventLoop

            # Some test classes keep it from when they are imported.
            stack.enter_context(mock.patch.object(asyncio, "EventLoop", SimulatedEventLoop))
        tests = unittest.defaultTestLoader.loadTestsFromNames(modules)
    with report.open("a", buffering=1) as lines:
        result = _Result(mode, lines)
        chosen = [each for each in _flat(tests) if each.id() not in done]
        if mode == "simulated":
            for each in chosen:
                each.run = functools.partial(_run_simulated, each.run, result)  # type: ignore[method-assign]
        unittest.TestSuite(chosen).run(result)
    os._exit(0)  # threads that a test left behind are not what is tested


def _run_simulated(run: Any, result: _Result, *args: Any) -> Any:
    """Around the whole test: some have a loop before they start and after they stop."""
    from asyncio_timeline.simulation.limits import IN_A_PAGE
    from asyncio_timeline.simulation.simulate import NotSimulated, Stopped, simulation

    try:
        with simulation(limits=IN_A_PAGE) as result.world:
            return run(*args)
    except Stopped as error:
        result.say(run.__self__, "stopped", str(error))
    except NotSimulated as error:
        # Nothing swallows it, unittest included, so the test has not been told to stop.
        result.stack.close()
        result.recorder = None
        result.say(run.__self__, "refused", f"NotSimulated: {error}")


def _flat(tests: Any) -> Iterator[unittest.TestCase]:
    for each in tests:
        if isinstance(each, unittest.TestSuite):
            yield from _flat(each)
        else:
            yield each


class _Result(unittest.TestResult):
    """Installs the recorder for each test, and reports how it went."""

    def __init__(self, mode: str, lines: Any) -> None:
        super().__init__()
        self.mode, self.lines = mode, lines
        self.outcome = ("passed", "")
        self.stack = ExitStack()
        self.recorder: Any = None
        self.world: Any = None

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.say(test, "begun", "")
        self.outcome = ("passed", "")
        if self.mode == "plain":
            return
        from asyncio_timeline.recording.recorder import Recorder

        file = sys.modules[type(test).__module__].__file__ or ""
        if self.mode == "simulated":
            self.recorder = Recorder([file], clock=self.world.clock)
            self.world.record(self.recorder.jobs)
        else:
            self.recorder = Recorder([file])
        self.recorder.install(executors=self.mode == "recorder")
        self.stack.callback(self.recorder.uninstall)

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        try:
            self.stack.close()
        except Exception as error:
            self.outcome = ("failed", f"the recorder could not be removed: {error!r}")
        if self.recorder is not None:
            if self.recorder.failure is not None:
                self.outcome = ("failed", f"the recorder failed: {self.recorder.failure!r}")
            from asyncio_timeline.timeline import from_json, to_json

            timeline = self.recorder.timeline("test")
            if from_json(to_json(timeline)) != timeline:
                self.outcome = ("failed", "the timeline does not survive JSON")
            self.recorder = None
        self.say(test, *self.outcome)

    def addError(self, test: Any, err: Any) -> None:
        self._failed("error", err)
        if not isinstance(test, unittest.TestCase):  # setUpClass, setUpModule
            self.say(test, *self.outcome)

    def addFailure(self, test: Any, err: Any) -> None:
        self._failed("failed", err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            self._failed("failed", err)

    def addSkip(self, test: Any, reason: str) -> None:
        self.outcome = ("skipped", reason)

    def _failed(self, outcome: str, err: Any) -> None:
        if self.outcome[0] == "passed":
            text = f"{err[0].__name__}: {err[1]}"
            if os.environ.get("VERBOSE"):
                import traceback

                text = "".join(traceback.format_exception(*err))
            self.outcome = (outcome, text if os.environ.get("VERBOSE") else text[:300])

    def say(self, test: Any, outcome: str, reason: str) -> None:
        print(json.dumps([test.id(), outcome, reason]), file=self.lines)


if __name__ == "__main__":
    sys.exit(main())
