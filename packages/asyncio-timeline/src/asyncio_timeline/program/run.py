"""Runs a script as `python SCRIPT ARGS` does, and records it.

What the script prints, how it fails and its exit status stay what they are without a recorder. The
end of the interpreter is played too (`ending`), and is a part of the timeline.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from asyncio_timeline.program import ending, frames
from asyncio_timeline.program.addresses import without_addresses
from asyncio_timeline.program.main_module import as_main, read
from asyncio_timeline.program.refusals import CannotRecord, refuse_other_loops
from asyncio_timeline.recording.hooks.splice import CannotSplice
from asyncio_timeline.recording.recorder import Recorder
from asyncio_timeline.simulation.limits import STATUS, Limits, NotSimulated, Stopped
from asyncio_timeline.timeline import Timeline

MOST_EVENTS = 20_000
"""How many records a timeline holds in all, unless asked otherwise."""

INTERRUPTED = 130
"""The exit status that a shell sees of a program that Ctrl-C ended: 128 + SIGINT."""


@dataclass(frozen=True)
class Run:
    """What came of a run: its timeline, its exit status and the source of the script.

    `interrupted`: a KeyboardInterrupt ended it, and `status` is `INTERRUPTED`.
    `failure`: the recorder's own mistake, if it made one; the timeline is cut there.
    """

    timeline: Timeline
    status: int
    source: str
    interrupted: bool = False
    failure: Exception | None = None


def run(
    path: Path,
    args: Sequence[str] = (),
    *,
    simulated: bool = False,
    limits: Limits = Limits(),  # noqa: B008  (it is frozen)
    max_events: int = MOST_EVENTS,
) -> Run:
    """Run the script at `path` as the main program of this process, and record it.

    simulated   on a simulated clock: sleeping takes no time, jobs run on simulated threads
    limits      of a simulated run, where nobody can press Ctrl-C
    max_events  see `Recorder`

    Raises `CannotRecord` if the script cannot be read, or runs an event loop that is not built on
    `asyncio.base_events.BaseEventLoop`.
    """
    script = Path(os.path.abspath(path))  # noqa: PTH100  (as python does: links are not resolved)
    data, source = read(script, path)
    with ExitStack() as stack:
        stack.enter_context(as_main(script, [str(path), *args]))
        exit_functions = stack.enter_context(ending.exit_functions())
        end_threads: Callable[[], None] = ending.end_threads
        clock = time.monotonic
        if simulated:
            from asyncio_timeline.simulation.simulate import simulation

            world = stack.enter_context(simulation(limits=limits))
            clock, end_threads = world.clock, world.finish
        recorder = Recorder([str(script)], clock=clock, max_events=max_events)
        if simulated:
            world.record(recorder.jobs)
        try:
            recorder.install(executors=not simulated)
        except CannotSplice as error:
            raise CannotRecord(f"this Python cannot be recorded: {error}") from None
        stack.callback(recorder.uninstall)
        refuse_other_loops(recorder.hooks)
        frames.hide(recorder.hooks)
        stack.callback(recorder.outputs.listen(sys.stdout, "stdout"))
        stack.callback(recorder.outputs.listen(sys.stderr, "stderr"))
        if simulated:
            stack.enter_context(ending.collected_when_asked())
        ends = (
            end_threads,
            partial(ending.call_in_turn, exit_functions),
            ending.flush,
            ending.drop_the_script,
            ending.flush,
        )
        status, interrupted = _run_to_the_end(script, data, ends)
    if simulated and world.refusal is not None:
        # The last word, whatever the program made of it: all that it printed came before.
        print(f"NotSimulated: {world.refusal}", file=sys.stderr, flush=True)
        status, interrupted = STATUS, False
    timeline = recorder.timeline(path.name, simulated=simulated)
    if simulated:
        # They are all that differs from run to run.
        timeline = without_addresses(timeline)
    return Run(timeline, status, source, interrupted, recorder.failure)


def _run_to_the_end(
    script: Path, data: bytes, ends: Sequence[Callable[[], object]]
) -> tuple[int, bool]:
    """Run the script and what Python does at its end. Returns the exit status."""
    status, interrupted = 0, False
    try:
        code = compile(data, str(script), "exec", dont_inherit=True)
        exec(code, sys.modules["__main__"].__dict__)
    except SystemExit as error:
        # A task may have kept it, and asyncio log it.
        error.__traceback__ = frames.of_script(error.__traceback__, str(script))
        status = _exit_status(error)
    except CannotRecord:
        raise
    except BaseException as error:
        status, interrupted = _show(error, str(script))
    for end in ends:
        try:
            end()
        except SystemExit as error:
            status = _exit_status(error)
        except KeyboardInterrupt as error:
            status, interrupted = _show(error, str(script))
    return status, interrupted


def _exit_status(error: SystemExit) -> int:
    """As CPython's Python/pythonrun.c, handle_system_exit."""
    if error.code is None or isinstance(error.code, int):
        return error.code or 0
    print(error.code, file=sys.stderr)
    return 1


def _show(error: BaseException, script: str) -> tuple[int, bool]:
    """Print an uncaught exception as Python does: without the frames that run the script."""
    if isinstance(error, NotSimulated):
        return STATUS, False  # it is told at the very end
    if isinstance(error, Stopped):
        # The simulation ends a script that would not end. No traceback: where it was is chance.
        print(f"Stopped: {error}", file=sys.stderr)
        return 1, False
    error.__traceback__ = frames.of_script(error.__traceback__, script)
    ending.flush()
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException:
        # A hook of the script that fails itself.
        traceback.print_exc()
    interrupted = isinstance(error, KeyboardInterrupt)
    return (INTERRUPTED if interrupted else 1), interrupted
