"""The command: `asyncio-timeline [-o FILE] [--simulated] SCRIPT [ARGS]`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
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
    say = _Sayer(sys.stderr)
    try:
        call = _parse(list(sys.argv[1:] if arguments is None else arguments))
        write = _writer(call.output)
    except CannotRecord as refusal:
        say(str(refusal))
        return REFUSED
    written = True

    def keep(recorded: Run) -> None:
        nonlocal written
        if os.getpid() == process:  # and no fork of the script, which ends as a copy of it
            written = _keep(recorded, write, call, say)

    try:
        recorded = run(
            call.script, call.args, simulated=call.simulated, max_events=call.events, keep=keep
        )
    except CannotRecord as refusal:
        say(str(refusal))
        return REFUSED
    if recorded.interrupted and os.name == "posix" and os.getpid() == process:
        # As Python itself: end by the signal, so that a shell sees 130 and ends its loop, too.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(process, signal.SIGINT)
    return recorded.status if written else recorded.status or REFUSED


class _Sayer:
    """Says something on stderr, unless the script has closed it."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def __call__(self, message: str) -> None:
        self.write(f"asyncio_timeline: {message}\n")

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            print(text, file=self._stream, end="")


def _keep(recorded: Run, write: Callable[[Run], None] | None, call: _Call, say: _Sayer) -> bool:
    """Write the timeline, or say what is in it. Returns whether that went well."""
    if recorded.failure is not None:
        say(f"stopped recording: {recorded.failure!r}")
    elif recorded.timeline.cut and write is not None:
        say(
            f"the timeline is cut: the script went on after the first {call.events:,} events. "
            f"Next: --events {10 * call.events}"
        )
    if write is None:
        say.write(report(recorded.timeline))
        return True
    try:
        write(recorded)
    except OSError as error:
        say(f"cannot write the timeline: {error}")
        return False
    return True


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
        if target.is_file() and not _may_be_replaced(target):
            raise CannotRecord(
                f"{output} exists and is no timeline, so it is not replaced. Next: another name; "
                f"or, if -o {output} is meant for the script, -- before the script"
            )
        with target.open("ab"):
            pass
        if not existed:
            target.unlink()
    except OSError as error:
        raise CannotRecord(f"cannot write {output}: {error.strerror}") from None

    def write(recorded: Run) -> None:
        # A file name that is no UTF-8, as the script may have printed, holds lone surrogates.
        target.write_text(draw(recorded), "utf-8", "backslashreplace", newline="\n")

    return write


def _may_be_replaced(target: Path) -> bool:
    """Whether the file is empty, or what this command has written."""
    with target.open("rb") as file:
        begins = file.read(4_000)
    return (
        not begins
        or begins.startswith(b'{\n "format": "asyncio-timeline/')
        or (begins.lstrip().startswith(b"<svg") and b'class="tl' in begins)
        or b": timeline</title>" in begins
    )


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
