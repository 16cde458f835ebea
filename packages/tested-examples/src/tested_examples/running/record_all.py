"""Runs examples on every Python that the machine has, and rewrites their recordings.

All or nothing: if one script fails, or prints what it must not, no recording changes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tested_examples import example
from tested_examples.example import Example
from tested_examples.interpreter import Interpreter
from tested_examples.problem import Problem
from tested_examples.running import linters, recording, timelines, transcript
from tested_examples.running.normalising import Transcript
from tested_examples.running.recording import Recording


class Interrupted(Exception):
    """Ctrl-C was pressed. Says what had been done by then."""


def record_all(
    names: Iterable[str], pythons: list[Interpreter], examples: Path, recordings: Path
) -> tuple[list[Recording], list[Problem]]:
    """A new recording of each example, and everything that went wrong. Writes nothing.

    Raises `Interrupted` at Ctrl-C, after the runs that have begun.
    """
    taken: list[Recording] = []
    problems: list[Problem] = []

    def attempt(name: str) -> Recording | list[Problem]:
        try:
            return _recorded(example.load(name, examples), pythons, recordings)
        except Problem as problem:
            return [problem]
        except ExceptionGroup as found:
            return [problem for problem in found.exceptions if isinstance(problem, Problem)]

    failed = 0
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        try:
            for result in pool.map(attempt, names):
                if isinstance(result, Recording):
                    taken.append(result)
                else:
                    failed += 1
                    problems += result
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise Interrupted(f"{len(taken) + failed} examples were run") from None
    return taken, problems


def _recorded(shown: Example, pythons: list[Interpreter], recordings: Path) -> Recording:
    fit = [python for python in pythons if shown.runs_on(python.version)]
    runs: dict[str, Transcript] = {}
    problems: list[Problem] = []
    for python in fit:
        try:
            runs[python.version] = transcript.run(shown, python)
        except Problem as raised:
            problems.append(raised)
            continue
        if problem := transcript.unexpected(shown, runs[python.version], str(python)):
            problems.append(problem)
    if problems:
        raise ExceptionGroup(f"recording {shown.name}", problems)
    try:
        old = recording.read(shown, recordings)
    except Problem:
        old = None
    timeline = timelines.take(shown, fit[-1], runs[fit[-1].version]) if fit else None
    if old is not None and old.digest == shown.digest:
        timeline = timelines.same_way(shown, old.timeline, timeline) or timeline
    return recording.grouped(shown, runs, old, timeline)


def remove_orphans(names: Iterable[str], recordings: Path) -> int:
    """Remove recordings of examples that are no more. Returns how many.

    And what a `make record` that was killed had not yet put in its place.
    """
    for unfinished in recordings.rglob(f".*.json.{recording.UNFINISHED}*"):
        unfinished.unlink()
    kept = {recording.path_of(name, recordings) for name in names} | {recordings / linters.NAME}
    orphans = [path for path in recordings.rglob("*.json") if path not in kept]
    for path in orphans:
        path.unlink()
    return len(orphans)
