"""The command: `asyncio-timeline [OPTIONS] SCRIPT [ARGS]`, or `-m MODULE`, or `-c CODE`."""

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
from asyncio_timeline.findings import findings
from asyncio_timeline.formats import SUFFIXES, CannotWrite, Recorded, is_recording, read, writer
from asyncio_timeline.program.forms import Form, Program, program
from asyncio_timeline.program.refusals import CannotRecord
from asyncio_timeline.program.run import MOST_EVENTS, Run, run

REFUSED = 2
"""The exit status if nothing was recorded."""


@dataclass(frozen=True)
class _Call:
    """What was asked for. `form`, `what` and `args` are the program, as `forms.program` has it."""

    check: bool
    github: bool
    form: Form
    what: str
    args: list[str]
    output: Path | None
    include: list[str]
    exclude: list[str]
    simulated: bool
    events: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Record a program. Returns its exit status, or `REFUSED`."""
    process = os.getpid()
    say = _Sayer(sys.stderr)
    try:
        call = _parse(list(sys.argv[1:] if arguments is None else arguments))
        write = None if call.output is None else writer(call.output)
        if call.form == "script" and is_recording(Path(call.what)):
            return _draw_again(call, write, say)
    except (CannotRecord, CannotWrite) as refusal:
        say(str(refusal))
        return REFUSED
    written = True

    def keep(recorded: Run) -> None:
        nonlocal written
        if os.getpid() == process:  # and no fork of the script, which ends as a copy of it
            written = _keep(recorded, write, call, say)

    try:
        the_program = program(call.what, call.args, form=call.form)
        recorded = run(
            the_program,
            include=call.include,
            exclude=call.exclude,
            simulated=call.simulated,
            max_events=call.events,
            keep=keep,
        )
    except CannotRecord as refusal:
        say(str(refusal))
        return REFUSED
    if call.check and os.getpid() == process:
        found = _tell_findings(recorded, call, the_program)
        return recorded.status or (1 if found and written else 0)
    if recorded.interrupted and os.name == "posix" and os.getpid() == process:
        # As Python itself: end by the signal, so that a shell sees 130 and ends its loop, too.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(process, signal.SIGINT)
    return recorded.status if written else recorded.status or REFUSED


def _draw_again(call: _Call, write: Callable[[Recorded], None] | None, say: _Sayer) -> int:
    """Draw a recording that `-o x.json` wrote. No program runs, so `-o` may also stand last."""
    recorded = read(Path(call.what))
    if write is None and call.args[:1] == ["-o"] and len(call.args) == 2:
        write = writer(Path(call.args[1]))
    if write is None:
        say.write(report(recorded.timeline))
        return 0
    try:
        write(recorded)
    except OSError as error:
        say(f"cannot write the timeline: {error}")
        return REFUSED
    return 0


def _tell_findings(recorded: Run, call: _Call, ran: Program) -> int:
    """Say on stdout what was slow or wrong, each with its place. Returns how much that was."""
    found = findings(recorded.timeline)
    rows: list[str] = []
    for each in found:
        file = ran.main if each.file is None else str(Path(ran.folder, each.file))
        with suppress(ValueError):  # another drive
            file = os.path.relpath(file) if Path(file).is_file() else file
        place = file if each.line is None else f"{file}:{each.line}"
        if call.github:
            line = "" if each.line is None else f",line={each.line}"
            what = each.what.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
            rows.append(f"::warning file={file}{line},title=asyncio: {each.kind}::{what}")
        else:
            rows.append(f"{place}: {each.what}, {each.at.time:.3f} s into the run [{each.kind}]")
    if not found and not call.github:
        rows.append("nothing was slow or wrong")
    with suppress(OSError, ValueError):  # the program may have closed it
        print("\n".join(rows), end="\n" if rows else "", file=sys.stdout)
    return len(found)


class _Sayer:
    """Says something on stderr, unless the script has closed it."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def __call__(self, message: str) -> None:
        self.write(f"asyncio_timeline: {message}\n")

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            print(text, file=self._stream, end="")


def _keep(
    recorded: Run, write: Callable[[Recorded], None] | None, call: _Call, say: _Sayer
) -> bool:
    """Write the timeline, or say what is in it. Returns whether that went well."""
    if recorded.failure is not None:
        say(f"stopped recording: {recorded.failure!r}")
    elif recorded.timeline.cut and write is not None:
        say(
            f"the timeline is cut: the script went on after the first {call.events:,} events. "
            f"Next: --events {10 * call.events}"
        )
    if write is None and call.check:
        return True
    if write is None:
        say.write(report(recorded.timeline))
        if call.args[-2:-1] == ["-o"] and call.args[-1].endswith(SUFFIXES):
            output = call.args[-1]
            say(f"-o {output} was given to the program. Next: options of ours before its name")
        return True
    try:
        write(Recorded(recorded.timeline, recorded.status, recorded.source, recorded.sources))
    except OSError as error:
        say(f"cannot write the timeline: {error}")
        return False
    return True


# ------------------------------------------------------------------------------ arguments


_WITH_VALUE = ("-o", "--events", "--include", "--exclude", "--format")
"""Options of ours that take the next argument as their value."""

_USAGE = """\
asyncio-timeline [OPTIONS] SCRIPT [ARGS]
       asyncio-timeline [OPTIONS] -m MODULE [ARGS]
       asyncio-timeline [OPTIONS] -c CODE [ARGS]
       asyncio-timeline RECORDING.json -o FILE          draw it again
       asyncio-timeline check [OPTIONS] SCRIPT [ARGS]   what was slow or wrong; 1 if anything was"""


def _parse(arguments: list[str]) -> _Call:
    parser = argparse.ArgumentParser(
        prog="asyncio-timeline",
        usage=_USAGE,
        description="Run a program as python does and record its tasks, jobs and prints. SCRIPT is "
        "a file, a folder with a __main__.py, or a command such as pytest.",
        epilog="Options stand before the program. What follows it, or --, is the program's.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"asyncio-timeline {__version__}")
    parser.add_argument(
        "-o",
        dest="output",
        type=Path,
        metavar="FILE",
        help="what to write: .html, .svg, .json, .md, .trace.json",
    )
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
    for option, what in (("--include", "count as the program's own"), ("--exclude", "do not")):
        parser.add_argument(
            option,
            action="append",
            default=[],
            metavar="GLOB",
            help=f"files that {what}; may be repeated",
        )
    parser.add_argument(
        "--format",
        choices=("text", "github"),
        default="text",
        help="of check: a line each, or annotations of GitHub Actions",
    )
    check = arguments[:1] == ["check"] and not Path("check").exists()
    ours, form, theirs = _split(arguments[1:] if check else arguments)
    options = parser.parse_args(ours)
    if not theirs:
        parser.error("expected a program: a script, -m MODULE or -c CODE")
    return _Call(
        check=check,
        github=options.format == "github",
        form=form,
        what=theirs[0],
        args=theirs[1:],
        output=options.output,
        include=options.include,
        exclude=options.exclude,
        simulated=options.simulated,
        events=options.events,
    )


def _split(arguments: list[str]) -> tuple[list[str], Form, list[str]]:
    """Our options, the form of the program, and what it is with all that follows."""
    place = 0
    while place < len(arguments) and arguments[place].startswith("-"):
        argument = arguments[place]
        if argument in ("-m", "-c"):
            form: Form = "module" if argument == "-m" else "code"
            return arguments[:place], form, arguments[place + 1 :]
        if argument == "--":
            ours, (_, form, theirs) = arguments[:place], _split(arguments[place + 1 :])
            return ours, form, theirs
        place += 2 if argument in _WITH_VALUE else 1
    return arguments[:place], "script", arguments[place:]
