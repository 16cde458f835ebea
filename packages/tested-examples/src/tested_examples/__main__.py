"""`python -m tested_examples record|check|assets|frameworks|format`: what the Makefile calls.

record  runs every example on every supported Python that the machine has and writes recordings/.
        Without names, it executes the notebooks too. If one run fails, no file changes.
check   reads examples, recordings and pages without running anything, and names every mistake.
assets  makes what docs/ does not keep: copies of the examples, the timeline's style sheet and
        script, and from node_modules/pyodide the Python that runs in the page.
frameworks
        installs the packages of examples/frameworks/ for the Pythons that run those.
format  formats the examples and keeps their `#> ` comments.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tested_examples import example, formatting, interpreter
from tested_examples.in_the_page import browser_runtime
from tested_examples.pages import assets, check
from tested_examples.problem import Problem, Problems
from tested_examples.running import environment, linters, notebook, recording
from tested_examples.running.record_all import Interrupted, record_all, remove_orphans

EXAMPLES, RECORDINGS, PAGES = Path("examples"), Path("recordings"), Path("docs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 if all is well, 1 if problems were printed on stderr, 2 for a wrong call, 130
    after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="tested_examples", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    recorder = commands.add_parser("record", help="run the examples and rewrite recordings/")
    recorder.add_argument("names", nargs="*", help="examples such as tasks/create_task.py; all")
    commands.add_parser("check", help="name every mistake in examples, recordings and pages")
    maker = commands.add_parser("assets", help="make what docs/ does not keep")
    maker.add_argument(
        "--without-python", action="store_true", help="listings of this site have no Run"
    )
    commands.add_parser("frameworks", help="install the packages that examples need")
    formatter = commands.add_parser("format", help="format the examples")
    formatter.add_argument("--check", action="store_true", help="only name what would change")
    options = parser.parse_args(arguments)
    try:
        if options.command == "record":
            return _record(options.names)
        if options.command == "assets":
            return _assets(with_python=not options.without_python)
        if options.command == "frameworks":
            return _frameworks()
        return _format(only_check=options.check) if options.command == "format" else _check()
    except Problem as problem:
        print(problem, file=sys.stderr)
    except Problems as problems:
        print(problems, file=sys.stderr)
    return 1


def _record(names: list[str]) -> int:
    try:
        found = interpreter.find()
        chosen = names or example.names(EXAMPLES)
        print(f"recording {len(chosen)} examples on Python {', '.join(map(str, found.values()))}")
        taken, problems = record_all(chosen, list(found.values()), EXAMPLES, RECORDINGS)
        notebooks, failed = ([], []) if names else notebook.execute_all(PAGES)
        problems += failed
        if problems:
            print(f"no recording was changed: {len(problems)} runs failed", file=sys.stderr)
            raise Problems("record", problems)
        reported = linters.run(EXAMPLES)
    except (Interrupted, KeyboardInterrupt) as interrupted:
        what = str(interrupted) or "examples were run"
        return _interrupted(f"{what}, no recording was changed")
    changed = 0
    try:
        linters.write(reported, RECORDINGS)
        for each in taken:
            changed += recording.write(each, RECORDINGS)
        removed = 0 if names else remove_orphans(chosen, RECORDINGS)
        stored = sum(map(notebook.write, notebooks))
    except KeyboardInterrupt:
        return _interrupted(f"{changed} recordings were changed, the rest is as it was")
    for each in taken:
        _tell_failures(each)
    print(f"{len(taken)} recordings, {changed} changed, {removed} removed")
    if notebooks:
        print(f"{len(notebooks)} notebooks, {stored} changed")
    if absent := interpreter.missing(found):
        print(f"not verified on Python {interpreter.span(absent)}: not found on this machine")
    return 0


def _interrupted(done: str) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left to end is not worth a traceback
    print(f"interrupted: {done}. To have all: {recording.MAKE_RECORD}", file=sys.stderr)
    return 128 + signal.SIGINT


def _tell_failures(taken: recording.Recording) -> None:
    for group in taken.groups:
        if group.transcript.status:
            print(
                f"  {taken.name}: exit status {group.transcript.status} on "
                f"Python {interpreter.span(group.versions)}"
            )


def _check() -> int:
    problems = check.problems(EXAMPLES, RECORDINGS, PAGES)
    if problems:
        raise Problems("check", problems)
    return 0


def _assets(*, with_python: bool) -> int:
    assets.make(EXAMPLES, PAGES)
    if not with_python:
        shutil.rmtree(browser_runtime.RUNTIME, ignore_errors=True)
        return 0
    made = browser_runtime.build()
    if made is None:
        print(f"no {browser_runtime.PYODIDE}: listings get no Run; npm ci brings it")
    else:
        print(f"Python {made.python} for the page: {made.bytes / 1e6:.1f} MB")
    return 0


def _frameworks() -> int:
    for version in environment.make(interpreter.find()):
        print(f"the packages of examples/frameworks/ for Python {version}: installed")
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


if __name__ == "__main__":
    sys.exit(main())
