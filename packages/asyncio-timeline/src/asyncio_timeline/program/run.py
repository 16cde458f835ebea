"""Runs a program as `python` does, and records it.

What the program prints, how it fails and its exit status stay what they are without a recorder. The
end of the interpreter is played too (`ending`), and is a part of the timeline.
"""

from __future__ import annotations

import sys
import time
import tokenize
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from asyncio_timeline.own import OwnCode
from asyncio_timeline.program import ending, frames
from asyncio_timeline.program.addresses import without_addresses
from asyncio_timeline.program.early_ends import saved_before
from asyncio_timeline.program.exit_functions import exit_functions
from asyncio_timeline.program.forms import Program, script
from asyncio_timeline.program.main_module import as_main
from asyncio_timeline.program.refusals import CannotRecord, Refusals
from asyncio_timeline.recording.hooks.splice import CannotSplice
from asyncio_timeline.recording.recorder import MOST_EVENTS as MOST_EVENTS
from asyncio_timeline.recording.recorder import Recorder
from asyncio_timeline.simulation.limits import STATUS, Limits, NotSimulated, Stopped
from asyncio_timeline.timeline import Timeline, file_names

INTERRUPTED = 130
"""The exit status that a shell sees of a program that Ctrl-C ended: 128 + SIGINT."""


@dataclass(frozen=True)
class Run:
    """What came of a run: its timeline, its exit status and the source of the script.

    `sources` are the texts of the other files of the program that the timeline speaks of.
    `interrupted`: a KeyboardInterrupt ended it, and `status` is `INTERRUPTED`.
    `failure`: the recorder's own mistake, if it made one; the timeline is cut there.
    """

    timeline: Timeline
    status: int
    source: str
    interrupted: bool = False
    failure: Exception | None = None
    sources: dict[str, str] = field(default_factory=dict[str, str])


def run(
    program: Path | Program,
    args: Sequence[str] = (),
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    simulated: bool = False,
    limits: Limits = Limits(),  # noqa: B008  (it is frozen)
    max_events: int = MOST_EVENTS,
    keep: Callable[[Run], None] | None = None,
) -> Run:
    """Run a script with `args`, or any program, as the main one of this process, and record it.

    include     patterns of files whose code counts as the program's, too (`own.OwnCode`),
    exclude     and of those whose code does not
    simulated   on a simulated clock: sleeping takes no time, jobs run on simulated threads
    limits      of a simulated run, where nobody can press Ctrl-C
    max_events  see `Recorder`
    keep        is called with what is returned, while Ctrl-C is held up; or with what there is of
                it, if this process is about to end in a way that skips its end (`early_ends`)

    Raises `CannotRecord` if the script cannot be read, or runs an event loop that is not built on
    `asyncio.base_events.BaseEventLoop`.
    """
    if isinstance(program, Path):
        program = script(str(program), args)
    with ending.uninterrupted() as hold_up_interrupts:
        with ExitStack() as stack:
            modules = stack.enter_context(as_main(program))
            run_exit_functions = stack.enter_context(exit_functions())
            end_threads = stack.enter_context(ending.ended_threads())
            clock = time.monotonic
            world = None
            if simulated:
                from asyncio_timeline.simulation.simulate import simulation

                world = stack.enter_context(simulation(limits=limits))
                clock, end_threads = world.clock, world.finish
            files = OwnCode(program.main, program.folder, include=include, exclude=exclude)
            recorder = Recorder(files, clock=clock, max_events=max_events)
            if world is not None:
                world.record(recorder.jobs)

            def recorded(status: int, *, interrupted: bool = False) -> Run:
                timeline = recorder.timeline(program.name, simulated=simulated)
                if simulated:
                    # They are all that differs from run to run.
                    timeline = without_addresses(timeline)
                sources = _other_files(timeline, program)
                failure = recorder.failure
                return Run(timeline, status, program.source, interrupted, failure, sources)

            try:
                recorder.install(executors=not simulated)
            except CannotSplice as error:
                raise CannotRecord(f"this Python cannot be recorded: {error}") from None
            stack.callback(recorder.uninstall)
            refusals = Refusals()
            refusals.watch_runners(recorder.hooks)
            stack.enter_context(refusals.watch_loops())
            frames.hide(recorder.hooks)
            stack.callback(recorder.outputs.listen(sys.stdout, "stdout"))
            stack.callback(recorder.outputs.listen(sys.stderr, "stderr"))
            if keep is not None:
                stack.enter_context(saved_before(lambda: keep(recorded(0))))
            if simulated:
                stack.enter_context(ending.collected_when_asked())
            caught = _run_program(program)
            if refusals.first is not None:
                ending.drop_in_silence(modules, [refusals.first, caught])
                raise refusals.first from None
            status, interrupted = (0, False) if caught is None else _show(caught)
            del caught  # it holds the frames that it passed, and they what the script made
            end_threads()
            run_exit_functions()
            ending.flush()
            ending.drop_the_script(modules)
            ending.flush()
            hold_up_interrupts()
        if world is not None and world.refusal is not None:
            # The last word, whatever the program made of it: all that it printed came before.
            print(f"NotSimulated: {world.refusal}", file=sys.stderr, flush=True)
            status, interrupted = STATUS, False
        run = recorded(status, interrupted=interrupted)
        if keep is not None:
            keep(run)
        return run


def _other_files(timeline: Timeline, program: Program) -> dict[str, str]:
    """The text of each file that the timeline names, unless it is gone."""
    texts: dict[str, str] = {}
    for name in sorted(file_names(timeline)):
        with (
            suppress(OSError, SyntaxError, UnicodeDecodeError),
            tokenize.open(Path(program.folder, name)) as file,
        ):
            texts[name] = file.read()
    return texts


def _run_program(program: Program) -> BaseException | None:
    """Returns the exception that nobody caught: Python, too, shows it when it is no longer handled.

    (An exception that is raised by a hook of the script would otherwise be shown as its sequel.)
    """
    try:
        ending.let_the_module_age()
        program.execute(sys.modules["__main__"].__dict__)
    except BaseException as error:
        return error
    return None


def _exit_status(error: SystemExit) -> int:
    """As CPython's Python/pythonrun.c, handle_system_exit."""
    code = error.code
    if code is None or isinstance(code, int):
        return code or 0
    with suppress(Exception):
        print(code, file=sys.stderr)
    return 1


def _show(error: BaseException) -> tuple[int, bool]:
    """Print an uncaught exception as Python does: without the frames that run the script."""
    if isinstance(error, NotSimulated):
        return STATUS, False  # it is told at the very end
    if isinstance(error, Stopped):
        # The simulation ends a script that would not end. No traceback: where it was is chance.
        print(f"Stopped: {error}", file=sys.stderr)
        return 1, False
    if isinstance(error, SystemExit):
        error.__traceback__ = frames.of_exit(error.__traceback__)
        return _exit_status(error), False
    error.__traceback__ = frames.without_own(error.__traceback__)
    ending.flush()
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    _call_hook(error)
    interrupted = isinstance(error, KeyboardInterrupt)
    return (INTERRUPTED if interrupted else 1), interrupted


def _call_hook(error: BaseException) -> None:
    """As CPython's Python/pythonrun.c, _PyErr_PrintEx: the script's hook may itself fail."""
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException as failure:
        ending.flush()
        failure.__traceback__ = frames.without_own(failure.__traceback__)
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(failure), failure, failure.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(type(error), error, error.__traceback__)
