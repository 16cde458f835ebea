"""The command: `asyncio-timeline [-o FILE] [--simulated] SCRIPT [ARGS]`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from asyncio_timeline import __version__
from asyncio_timeline.drawing.report import report
from asyncio_timeline.program.refusals import CannotRecord
from asyncio_timeline.program.run import MOST_EVENTS, Run, run
from asyncio_timeline.timeline import to_json

REFUSED = 2
"""The exit status if nothing was recorded."""


@dataclass(frozen=True)
class _Call:
    script: Path
    args: list[str]
    output: Path | None
    simulated: bool
    events: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Record a script. Returns its exit status, or `REFUSED`."""
    process = os.getpid()
    errors = sys.stderr
    try:
        call = _parse(list(sys.argv[1:] if arguments is None else arguments))
        write = _writer(call.output)
        recorded = run(call.script, call.args, simulated=call.simulated, max_events=call.events)
    except CannotRecord as refusal:
        print(f"asyncio_timeline: {refusal}", file=errors)
        return REFUSED
    if os.getpid() != process:
        return recorded.status  # a fork of the script, which ends as a copy of it
    if recorded.failure is not None:
        print(f"asyncio_timeline: stopped recording: {recorded.failure!r}", file=errors)
    status = _finish(recorded, write, errors)
    if recorded.interrupted and os.name == "posix":
        # As Python itself: end by the signal, so that a shell sees 130 and ends its loop, too.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(process, signal.SIGINT)
    return status


def _finish(recorded: Run, write: Callable[[Run], None] | None, errors: TextIO) -> int:
    if write is None:
        print(report(recorded.timeline), file=errors, end="")
        return recorded.status
    try:
        write(recorded)
    except OSError as error:
        print(f"asyncio_timeline: cannot write the timeline: {error}", file=errors)
        return recorded.status or REFUSED
    return recorded.status


# ------------------------------------------------------------------------------ arguments


def _parse(arguments: list[str]) -> _Call:
    parser = argparse.ArgumentParser(
        prog="asyncio-timeline",
        description="Run a script as python does and record its tasks, jobs and prints.",
        epilog="-o FILE may also be the last two arguments. Everything after -- is the script's.",
    )
    parser.add_argument("--version", action="version", version=f"asyncio-timeline {__version__}")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help=".html, .svg or .json")
    parser.add_argument(
        "--simulated", action="store_true", help="on a simulated clock: sleeping takes no time"
    )
    parser.add_argument(
        "--events",
        type=int,
        default=MOST_EVENTS,
        metavar="N",
        help="record at most N tasks, steps, prints and lines in all (%(default)s)",
    )
    parser.add_argument("script", type=Path, metavar="SCRIPT")
    parser.add_argument("args", nargs=argparse.REMAINDER, metavar="ARGS")
    ours, mark, theirs = _split(arguments)
    if mark:
        options = parser.parse_args([*ours, *theirs[:1]])
        return _Call(options.script, theirs[1:], options.output, options.simulated, options.events)
    options = parser.parse_args(ours)
    args: list[str] = options.args
    output: Path | None = options.output
    if output is None and args[-2:-1] == ["-o"]:
        output, args = Path(args[-1]), args[:-2]
    return _Call(options.script, args, output, options.simulated, options.events)


def _split(arguments: list[str]) -> tuple[list[str], bool, list[str]]:
    """What stands before and after the first `--`, unless a script's name comes earlier."""
    skip = False
    for place, argument in enumerate(arguments):
        if argument == "--":
            return arguments[:place], True, arguments[place + 1 :]
        if not argument.startswith("-") and not skip:
            break
        skip = argument in ("-o", "--events")
    return arguments, False, []


# --------------------------------------------------------------------------------- output


def _writer(output: Path | None) -> Callable[[Run], None] | None:
    """What writes the timeline; that it can is found out before the script runs."""
    if output is None:
        return None
    draw = _drawer(output)
    target = output.absolute()  # the script may change its working directory
    existed = target.exists()
    try:
        with target.open("ab"):
            pass
        if not existed:
            target.unlink()
    except OSError as error:
        raise CannotRecord(f"cannot write {output}: {error.strerror}") from None

    def write(recorded: Run) -> None:
        target.write_text(draw(recorded), "utf-8", newline="\n")

    return write


def _drawer(output: Path) -> Callable[[Run], str]:
    if output.suffix == ".json":
        return lambda recorded: to_json(recorded.timeline)
    if output.suffix == ".svg":
        from asyncio_timeline.drawing.story import Story
        from asyncio_timeline.drawing.svg import standalone

        return lambda recorded: standalone(Story(recorded.timeline))
    if output.suffix == ".html":
        from asyncio_timeline.page.standalone import page

        return page
    raise CannotRecord(f"cannot write {output}: expected a name that ends in .html, .svg or .json")
