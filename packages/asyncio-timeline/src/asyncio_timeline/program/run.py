"""Runs a script as `python SCRIPT ARGS` does, and records it.

What the script prints, how it fails and its exit status stay what they are without a recorder. The
end of the interpreter is played too, inside of the recording: threads are joined, `atexit`
functions run, the script's variables are dropped and collected, so that "never retrieved", "never
awaited" and "destroyed but pending" come out and are part of the timeline.
"""

from __future__ import annotations

import ast
import asyncio.base_events
import asyncio.base_tasks
import asyncio.runners
import atexit
import builtins
import gc
import os
import re
import sys
import threading
import tokenize
import traceback
import weakref
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.machinery import SourceFileLoader
from io import BytesIO
from pathlib import Path
from types import FrameType, ModuleType, TracebackType
from typing import Any, cast

from asyncio_timeline import own
from asyncio_timeline.recording import outputs
from asyncio_timeline.recording.recorder import Recorder
from asyncio_timeline.recording.splice import CannotSplice
from asyncio_timeline.simulation.limits import Stopped
from asyncio_timeline.timeline import Timeline

MOST_EVENTS = 20_000
"""How many records a timeline holds in all, unless asked otherwise."""

INTERRUPTED = 130
"""The exit status that a shell sees of a program that Ctrl-C ended: 128 + SIGINT."""


class CannotRecord(BaseException):
    """What a script does, or what it is, cannot be recorded. The message is one sentence.

    No `Exception`, as it may be raised inside of a script that handles those.
    """


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


_MUCH_GARBAGE = 100_000
"""Objects that the collector counts (`gc.set_threshold`)."""


def run(
    path: Path,
    args: Sequence[str] = (),
    *,
    simulated: bool = False,
    max_events: int = MOST_EVENTS,
) -> Run:
    """Run the script at `path` as the main program of this process, and record it.

    simulated   on a simulated clock: sleeping takes no time, jobs run on simulated threads
    max_events  see `Recorder`

    Raises `CannotRecord` if the script cannot be read, or runs an event loop that is not built on
    `asyncio.base_events.BaseEventLoop`.
    """
    script = Path(os.path.abspath(path))  # noqa: PTH100  (as python does: links are not resolved)
    data, source = _read(script, path)
    recorder = Recorder([str(script)], max_events=max_events)
    with ExitStack() as stack:
        stack.enter_context(_as_main(script, [str(path), *args]))
        end_functions = stack.enter_context(_collected_exit_functions())
        end_threads: Callable[[], None] = _end_threads
        if simulated:
            from asyncio_timeline.simulation.simulate import simulation

            world = stack.enter_context(simulation(recorder))
            recorder.clock, end_threads = world.clock, world.finish
        try:
            recorder.install(executors=not simulated)
        except CannotSplice as error:
            raise CannotRecord(f"this Python cannot be recorded: {error}") from None
        stack.callback(recorder.uninstall)
        recorder.splice(asyncio.runners.Runner._lazy_init, "around", _refuse_other_loops)  # type: ignore[attr-defined]
        for lists_a_stack in (
            cast("Any", traceback.StackSummary.extract).__func__,
            cast("Any", traceback.StackSummary.from_list).__func__,
            cast("Any", asyncio.base_tasks)._task_get_stack,
        ):
            recorder.splice(lists_a_stack, "returned", _hide_runner)
        for stream, name in ((sys.stdout, "stdout"), (sys.stderr, "stderr")):
            stack.callback(outputs.listen(stream, partial(_printed, recorder, name)))
        ends: list[Callable[[], object]] = [end_threads, partial(_call_in_turn, end_functions)]
        if simulated:
            stack.enter_context(_collected_when_asked())
        status, interrupted = _run_to_the_end(script, data, ends)
    timeline = recorder.timeline(path.name, simulated=simulated)
    return Run(
        _without_addresses(timeline) if simulated else timeline,
        status,
        source,
        interrupted,
        recorder.failure,
    )


@contextmanager
def _collected_when_asked() -> Generator[None, None, None]:
    """Garbage is collected when the program says so, and by itself only if there is much of it.

    Whether the collector has already seen an object decides whether a forgotten task is finalized
    before or after its coroutine, so what is said of the task would differ from run to run.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.set_threshold(_MUCH_GARBAGE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _printed(recorder: Recorder, stream: Any, text: str) -> None:
    recorder.printed(text, stream)


def _without_addresses(timeline: Timeline) -> Timeline:
    """The same with `0x…` for addresses in memory, which are all that differs from run to run."""

    def told(text: str) -> str:
        return _ADDRESS.sub("0x…", text)

    return replace(
        timeline,
        prints=tuple(replace(each, text=told(each.text)) for each in timeline.prints),
        tasks=tuple(
            replace(each, value=each.value and told(each.value)) for each in timeline.tasks
        ),
    )


# ------------------------------------------------------------------------ before the run


def _read(script: Path, given: Path) -> tuple[bytes, str]:
    """The script as bytes, as Python compiles it, and as text."""
    try:
        data = script.read_bytes()
    except OSError as error:
        raise CannotRecord(f"cannot read {given}: {error.strerror}") from None
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        return data, data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise CannotRecord(f"cannot decode {given}: {error}") from None


# The second is what multiprocessing calls it, once it is imported.
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_NAMES_OF_MAIN = ("__main__", "__mp_main__")


@contextmanager
def _as_main(script: Path, argv: list[str]) -> Generator[None, None, None]:
    """The script is the main module: worker processes import it by its path, not this package."""
    main = ModuleType("__main__")
    main.__file__ = str(script)
    main.__loader__ = SourceFileLoader("__main__", str(script))
    names: dict[str, object] = {"__builtins__": builtins}
    if sys.version_info < (3, 14):
        names["__annotations__"] = {}
    if sys.version_info < (3, 15):
        names["__cached__"] = None
    main.__dict__.update(names)
    before = sys.argv, sys.path
    modules = {each: sys.modules[each] for each in _NAMES_OF_MAIN if each in sys.modules}
    sys.modules.update(dict.fromkeys(modules, main))
    del main  # or the end of the run would not be that of the module
    sys.argv = argv
    if not sys.flags.safe_path:
        folder = os.path.dirname(os.path.realpath(script))  # noqa: PTH120
        # `python -m` has put the working directory there.
        sys.path = [folder, *sys.path[1:]]
    try:
        yield
    finally:
        sys.argv, sys.path = before
        sys.modules.update(modules)


@contextmanager
def _collected_exit_functions() -> Generator[list[Callable[[], object]], None, None]:
    """`atexit.register` collects, so that the functions can run inside of the recording."""
    collected: list[Callable[[], object]] = []
    owners: list[object] = []
    register, unregister = atexit.register, atexit.unregister

    def collect(function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not callable(function):
            return register(function)  # raises what it raises
        collected.append(partial(function, *args, **kwargs))
        owners.append(function)
        return function

    def drop(function: Any, /) -> None:
        for place in range(len(owners) - 1, -1, -1):
            if owners[place] == function:
                del owners[place], collected[place]
        unregister(function)

    atexit.register, atexit.unregister = collect, drop
    try:
        yield collected
    finally:
        atexit.register, atexit.unregister = register, unregister


# -------------------------------------------------------------------------------- the run


def _run_to_the_end(
    script: Path, data: bytes, ends: Sequence[Callable[[], object]]
) -> tuple[int, bool]:
    """Run the script and what Python does at its end. Returns the exit status."""
    status, interrupted = 0, False
    try:
        code = compile(data, str(script), "exec", dont_inherit=True)
        exec(code, sys.modules["__main__"].__dict__)
    except SystemExit as error:
        status = _exit_status(error)
    except CannotRecord:
        raise
    except BaseException as error:
        status, interrupted = _show(error, str(script))
    for end in (*ends, _flush, _drop_the_script):
        try:
            end()
        except SystemExit as error:
            status = _exit_status(error)
        except KeyboardInterrupt as error:
            status, interrupted = _show(error, str(script))
    _flush()
    return status, interrupted


def _exit_status(error: SystemExit) -> int:
    """As CPython's Python/pythonrun.c, handle_system_exit."""
    if error.code is None or isinstance(error.code, int):
        return error.code or 0
    print(error.code, file=sys.stderr)
    return 1


def _show(error: BaseException, script: str) -> tuple[int, bool]:
    """Print an uncaught exception as Python does: without the frames that run the script."""
    if isinstance(error, Stopped):
        # The simulation ends a script that would not end. No traceback: where it was is chance.
        print(f"Stopped: {error}", file=sys.stderr)
        return 1, False
    shown = error.__traceback__
    while shown is not None and shown.tb_frame.f_code.co_filename != script:
        shown = shown.tb_next
    error.__traceback__ = _without_own_frames(shown)
    _flush()
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


_THIS_FILE = run.__code__.co_filename  # `__file__` may name its bytecode


def _without_own_frames(shown: TracebackType | None) -> TracebackType | None:
    """The traceback without this package's frames: an interrupt may arrive in the recorder."""
    kept: list[TracebackType] = []
    while shown is not None:
        if not own.is_own(shown.tb_frame.f_code.co_filename):
            kept.append(shown)
        shown = shown.tb_next
    for place, each in enumerate(kept):
        each.tb_next = kept[place + 1] if place + 1 < len(kept) else None
    return kept[0] if kept else None


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # pyright: ignore[reportUnnecessaryComparison]
            stream.flush()


# ------------------------------------------------------------------------- after the run


def _end_threads() -> None:
    """What `threading._shutdown` does, but so that this process can start threads again."""
    for function in reversed(cast("list[Callable[[], object]]", threading._threading_atexits)):  # type: ignore[attr-defined]
        function()
    for name, flag in (("thread", "_shutdown"), ("process", "_global_shutdown")):
        module = sys.modules.get(f"concurrent.futures.{name}")
        if module is not None:
            setattr(module, flag, False)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _call_in_turn(functions: list[Callable[[], object]]) -> None:
    """Call the functions that were registered with `atexit`, the last one first."""
    while functions:
        try:
            functions.pop()()
        except Exception as error:
            error.__traceback__ = _without_own_frames(error.__traceback__)
            print("Exception ignored in atexit callback:", file=sys.stderr)
            traceback.print_exception(error)


def _drop_the_script() -> None:
    """Let go of the script's module, as Python does at its end, and collect what it leaves.

    CPython's Python/pylifecycle.c, finalize_modules, runs without the module `warnings`: a warning
    that comes of it has no hints.
    """
    main = weakref.ref(sys.modules["__main__"])
    warnings = sys.modules["warnings"]
    sys.modules["warnings"] = ModuleType("warnings")
    for each in _NAMES_OF_MAIN:
        if sys.modules.get(each) is main():
            sys.modules[each] = ModuleType(each)
    forgets = (
        f"forget({name!r}, None); "
        for name in ("last_type", "last_value", "last_traceback", "last_exc")
    )
    try:
        _without_a_frame("".join(forgets) + "collect()", forget=sys.__dict__.pop)
        survivor = main()
        if survivor is not None:
            names = survivor.__dict__
            del survivor
            _without_a_frame("clear(); collect()", clear=names.clear)
    finally:
        sys.modules["warnings"] = warnings


def _without_a_frame(source: str, **names: object) -> None:
    """Run `source`, calls of C functions, where a warning has no place, as if no frame were there.

    That is what Python/_warnings.c, setup_context, makes of a missing frame.
    """
    name, line = ("sys", 1) if sys.version_info < (3, 13) else ("<sys>", 0)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.stmt, ast.expr)):
            node.lineno = node.end_lineno = line
    exec(compile(tree, name, "exec"), {"__name__": "sys", "collect": gc.collect, **names})


# ---------------------------------------------------------------- what a script may not see


def _refuse_other_loops(runner: Any) -> Callable[[], None]:
    """`asyncio.run` has made its loop when this is left."""

    def made() -> None:
        loop: object = getattr(runner, "_loop", None)
        if loop is not None and not isinstance(loop, asyncio.base_events.BaseEventLoop):
            kind: type[object] = type(loop)
            raise CannotRecord(
                f"cannot record {kind.__module__}.{kind.__qualname__}: only event loops built on "
                "asyncio.base_events.BaseEventLoop are recorded"
            )

    return made


def _hide_runner(*place: object) -> Callable[..., None]:
    """A stack was listed, to be printed: leave out the outermost frames, which run the script.

    Seen by `traceback.print_stack`, by `Task.get_stack` of the running task, and in asyncio's debug
    mode, which tells where tasks were created. `sys._getframe` still shows them.
    """

    def returned(*stacks: list[traceback.FrameSummary | FrameType]) -> None:
        for stack in stacks:
            own = [place for place, frame in enumerate(stack) if _file(frame) == _THIS_FILE]
            if not own:
                continue
            # The innermost frame comes first or last, as the caller likes.
            if own[0] > 0 and _function(stack[own[0]]) == _run_to_the_end.__name__:
                del stack[own[0] :]
            else:
                del stack[: own[-1] + 1]

    return returned


def _file(frame: traceback.FrameSummary | FrameType) -> str:
    return frame.f_code.co_filename if isinstance(frame, FrameType) else frame.filename


def _function(frame: traceback.FrameSummary | FrameType) -> str:
    return frame.f_code.co_name if isinstance(frame, FrameType) else frame.name
