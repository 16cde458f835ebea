"""`python -m tested_examples record|check|format`: what the Makefile calls.

record  runs every example on every supported Python that the machine has and writes recordings/.
        Without names, it executes the notebooks too. If one run fails, no file changes.
check   reads examples, recordings and pages without running anything, and names every mistake.
format  formats the examples and keeps their `#> ` comments.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tested_examples import (
    check,
    example,
    formatting,
    interpreter,
    notebook,
    recording,
    transcript,
)
from tested_examples.problem import Problem, Problems

EXAMPLES, RECORDINGS, PAGES = Path("examples"), Path("recordings"), Path("docs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 if all is well, 1 if problems were printed on stderr, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="tested_examples", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    recorder = commands.add_parser("record", help="run the examples and rewrite recordings/")
    recorder.add_argument("names", nargs="*", help="examples such as tasks/create_task.py; all")
    commands.add_parser("check", help="name every mistake in examples, recordings and pages")
    formatter = commands.add_parser("format", help="format the examples")
    formatter.add_argument("--check", action="store_true", help="only name what would change")
    options = parser.parse_args(arguments)
    try:
        if options.command == "record":
            return _record(options.names)
        return _format(only_check=options.check) if options.command == "format" else _check()
    except Problem as problem:
        print(problem, file=sys.stderr)
    except Problems as problems:
        print(problems, file=sys.stderr)
    return 1


def _record(names: list[str]) -> int:
    found = interpreter.find()
    absent = interpreter.missing(found)
    chosen = names or example.names(EXAMPLES)
    examples, problems = _load(chosen)
    pythons = list(found.values())
    jobs = [(each, python) for each in examples for python in _fit(pythons, each)]
    print(f"recording {len(chosen)} examples on Python {', '.join(map(str, pythons))}")
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        results = list(pool.map(lambda job: _try(*job), jobs))
    problems += [result for result in results if isinstance(result, Problem)]
    notebooks, failed = ([], []) if names else notebook.execute_all(PAGES)
    problems += failed
    if problems:
        print(f"no recording was changed: {len(problems)} runs failed", file=sys.stderr)
        raise Problems("record", problems)
    runs: dict[str, dict[str, transcript.Transcript]] = {}
    for (each, python), result in zip(jobs, results, strict=True):
        assert isinstance(result, transcript.Transcript)
        runs.setdefault(each.name, {})[python.version] = result
    changed = 0
    for each in examples:
        taken = recording.record(each, runs.get(each.name, {}), _old(each))
        changed += recording.write(taken, RECORDINGS)
        for group in taken.groups:
            if group.transcript.status:
                print(
                    f"  {each.name}: exit status {group.transcript.status} on "
                    f"Python {interpreter.span(group.versions)}"
                )
    removed = 0 if names else _remove_orphans(chosen)
    print(f"{len(examples)} recordings, {changed} changed, {removed} removed")
    if notebooks:
        print(f"{len(notebooks)} notebooks, {sum(map(notebook.write, notebooks))} changed")
    if absent:
        print(f"not verified on Python {interpreter.span(absent)}: not found on this machine")
    return 0


def _fit(
    pythons: list[interpreter.Interpreter], each: example.Example
) -> list[interpreter.Interpreter]:
    return [python for python in pythons if each.runs_on(python.version)]


def _try(each: example.Example, python: interpreter.Interpreter) -> transcript.Transcript | Problem:
    try:
        taken = transcript.run(each, python)
    except Problem as problem:
        return problem
    return transcript.unexpected(each, taken, str(python)) or taken


def _old(each: example.Example) -> recording.Recording | None:
    try:
        return recording.read(each, RECORDINGS)
    except Problem:
        return None


def _remove_orphans(names: list[str]) -> int:
    kept = {recording.path_of(name, RECORDINGS) for name in names}
    orphans = [path for path in RECORDINGS.rglob("*.json") if path not in kept]
    for path in orphans:
        path.unlink()
    return len(orphans)


def _check() -> int:
    problems = check.problems(EXAMPLES, RECORDINGS, PAGES)
    if problems:
        raise Problems("check", problems)
    return 0


def _format(*, only_check: bool) -> int:
    changed = formatting.formatted(EXAMPLES)
    if only_check and changed:
        raise Problems(
            "format",
            [Problem(path, "not formatted", next_step="make format") for path in changed],
        )
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _load(names: list[str]) -> tuple[list[example.Example], list[Problem]]:
    loaded: list[example.Example] = []
    problems: list[Problem] = []
    for name in names:
        try:
            loaded.append(example.load(name, EXAMPLES))
        except Problem as problem:
            problems.append(problem)
    return loaded, problems


if __name__ == "__main__":
    sys.exit(main())
