"""Makes random scripts, runs them on real Pythons, and holds their timelines against them.

    python -m oracle [--seeds N] [--scripts M]

Each seed is a run of Hypothesis over M scripts, each of which is recorded on the oldest and the
newest Python, with a real clock and a simulated one. What disagrees is shrunk. The same seed makes
the same scripts. The exit status is 1 if something disagrees, or if hardly anything was judged.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncio_timeline
import hypothesis
import hypothesis.errors
import hypothesis.reporting
from asyncio_timeline.timeline import from_json
from hypothesis import HealthCheck, Phase

from oracle.emitted import Source, emit
from oracle.foreseen import Foreseen, foresee
from oracle.grown import scripts
from oracle.held import Disagreement, disagreements, went_as_foreseen
from oracle.script import Script, operations

SOURCE = Path(asyncio_timeline.__file__).resolve().parent.parent
GAPS = (0.02, 0.1, 0.4)
"""Seconds between instants. A busy machine may be late; then there is more time the next time."""
PATIENCE = 90.0
"""Seconds that one run may take."""
SHRINKING = 40.0
"""Seconds that are spent on making a script smaller."""
FEWEST_JUDGED = 0.9
"""Less than this share of runs that went as foreseen proves too little."""


@dataclass
class Tally:
    """What came out.

    runs      how many runs agree, disagree and so on, by Python and clock
    covered   how many of each kind of operation ran in runs that were judged
    kinds     how many disagreements of each kind there are
    faults    the least script that shows each kind
    """

    runs: Counter[str] = field(default_factory=Counter[str])
    covered: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    faults: dict[str, str] = field(default_factory=dict[str, str])

    def cover(self, script: Script, expected: Foreseen) -> None:
        """Count what ran."""
        ran = {text.split()[0] for _, text in expected.prints}
        for loop in script.loops:
            self.covered["asyncio.run" + (" in a thread" if loop.in_thread else "")] += 1
        self.covered["requests to cancel"] += len(expected.requests)
        self.covered["steps"] += sum(map(len, expected.steps.values()))
        self.covered.update(_named(each) for each in operations(script) if str(each.number) in ran)

    def add(self, other: Tally) -> None:
        self.runs += other.runs
        self.covered += other.covered
        self.kinds += other.kinds
        self.faults = other.faults | self.faults


@dataclass(frozen=True)
class Judge:
    """One Python with one clock. `folder` is where its scripts lie."""

    version: tuple[int, int]
    path: str
    simulated: bool
    folder: Path

    def __str__(self) -> str:
        return "{}.{}".format(*self.version) + (" simulated" if self.simulated else " real")

    def emit(self, script: Script) -> Source:
        return emit(script, eager=self.version > (3, 11))

    def judge(self, script: Script, tally: Tally | None = None) -> list[Disagreement]:
        """Run the script and hold its timeline against it."""
        tally = Tally() if tally is None else tally
        expected = foresee(script, self.version)
        if expected.uncertain:
            tally.runs[f"{self}: left to chance"] += 1
            return []
        source = self.emit(script)
        found: list[Disagreement] = []
        outcome = "did not go as foreseen"
        for gap in GAPS[:1] if self.simulated else GAPS:
            judged = self.run(source, expected, gap)
            if judged is None:
                continue
            found = judged
            outcome = "disagree" if found else "agree"
            if not found:
                break
        tally.runs[f"{self}: {outcome}"] += 1
        if outcome != "did not go as foreseen":
            tally.cover(script, expected)
        return found

    def run(self, source: Source, expected: Foreseen, gap: float) -> list[Disagreement] | None:
        """None if the run did not go as foreseen."""
        program, output = self.folder / "program.py", self.folder / "timeline.json"
        program.write_text(source.text, "utf-8")
        options = ["--simulated"] if self.simulated else []
        command = [self.path, "-m", "asyncio_timeline", "-o", str(output)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [*command, *options, str(program)],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(SOURCE), "GAP": str(gap)},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        if not went_as_foreseen(done.stdout, expected):
            return None
        return disagreements(from_json(output.read_text("utf-8")), expected, source)


def judges(folder: Path) -> list[Judge]:
    """The oldest and the newest of the Pythons 3.11 to 3.15 on PATH, with both clocks."""
    versions = [(3, minor) for minor in range(11, 16)]
    paths = {version: shutil.which("python{}.{}".format(*version)) for version in versions}
    found = [(version, path) for version, path in paths.items() if path is not None]
    ends = dict(found[:1] + found[-1:]) or {sys.version_info[:2]: sys.executable}
    return [
        Judge(version, path, simulated, folder)
        for version, path in ends.items()
        for simulated in (True, False)
    ]


def try_seed(seed: int, count: int, folder: Path, who: Sequence[Judge]) -> Tally:
    """Try `count` scripts of this seed; shrink the first of each kind that disagrees."""
    tally = Tally()
    failing: dict[str, tuple[Judge, Script]] = {}
    configured = hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=tuple(HealthCheck),
    )

    @hypothesis.seed(seed)
    @configured
    @hypothesis.given(scripts())
    def attempt(script: Script) -> None:
        for judge in who:
            for each in judge.judge(script, tally):
                failing.setdefault(each.kind, (judge, script))
                tally.kinds[each.kind] += 1

    attempt()
    for kind, (judge, script) in failing.items():
        tally.faults[kind] = shrunk(seed, count, kind, judge, script)
    return tally


def shrunk(seed: int, count: int, kind: str, judge: Judge, script: Script) -> str:
    """The least script that makes this kind of disagreement, and what that is.

    The same seed makes the same scripts again, until it comes to the one that is to be shrunk.
    """
    first, least = script, script
    came, until = False, time.monotonic() + SHRINKING

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=tuple(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @hypothesis.given(scripts())
    def attempt(script: Script) -> None:
        nonlocal least, came
        came = came or script == first
        if not came or time.monotonic() > until:
            return
        if script == first or any(each.kind == kind for each in judge.judge(script)):
            least = script
            raise AssertionError

    quiet = hypothesis.reporting.with_reporter(lambda _: None)
    with quiet, contextlib.suppress(AssertionError, hypothesis.errors.Flaky):
        attempt()
    found = "\n".join(f"# {each.kind}: {each.text}" for each in judge.judge(least))
    return f"# {judge}, seed {seed}\n{_program(judge.emit(least))}\n{found}"


def _program(source: Source) -> str:
    lines = source.text.splitlines()
    return "\n".join(
        f"{number:3} {line}" for number, line in enumerate(lines, 1) if line and number > 31
    )


def _named(operation: object) -> str:
    how, do = getattr(operation, "how", ""), getattr(operation, "do", "")
    return f"{do}: {how}" if how and do in ("spawn", "thread", "wait") else do


# ---------------------------------------------------------------------------- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Try seeds on all cores, and say what came out."""
    parser = argparse.ArgumentParser(prog="python -m oracle", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="how many (%(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (%(default)s)")
    parser.add_argument("--scripts", type=int, default=20, help="scripts a seed (%(default)s)")
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + options.seeds)
    total = Tally()
    with multiprocessing.get_context("spawn").Pool() as pool:
        work = ((seed, options.scripts) for seed in seeds)
        for number, tally in enumerate(pool.imap_unordered(_try_in_a_process, work), 1):
            total.add(tally)
            print(f"\r{number} of {len(seeds)} seeds", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for line in report(total):
        print(line)
    return 1 if total.faults or judged(total) < FEWEST_JUDGED else 0


def _try_in_a_process(work: tuple[int, int]) -> Tally:
    with tempfile.TemporaryDirectory() as folder:
        return try_seed(*work, Path(folder), judges(Path(folder)))


def judged(tally: Tally) -> float:
    """Which share of the runs that nothing left to chance went as foreseen."""
    runs = {what: number for what, number in tally.runs.items() if "chance" not in what}
    well = sum(number for what, number in runs.items() if what.endswith("agree"))
    return well / max(1, sum(runs.values()))


def report(tally: Tally) -> Iterator[str]:
    """What was run, what of it was covered, and what disagrees, as lines."""
    yield "runs"
    for what, number in sorted(tally.runs.items()):
        yield f"{number:7}  {what}"
    yield "operations that ran in them"
    for what, number in tally.covered.most_common():
        yield f"{number:7}  {what}"
    if tally.kinds:
        yield "what is told wrongly"
    for kind, number in tally.kinds.most_common():
        yield f"{number:7}  {kind}"
    for kind, text in tally.faults.items():
        yield f"\n{kind}\n{text}"
