"""Process pools and interpreter pools of a simulation.

A worker is a simulated thread with variables of its own: it runs the script again as a new process
does (or gets a copy of its variables, where processes are forked), and calls, results and errors
are pickled on their way, so what cannot be sent fails as it does in a real pool.
"""

from __future__ import annotations

import concurrent.futures
import copy
import importlib
import io
import linecache
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, cast

from asyncio_timeline.simulation.clock import LATENCY
from asyncio_timeline.simulation.limits import NotSimulated, Stopped
from asyncio_timeline.simulation.suspending.suspendable import call, suspends, without_own_frames
from asyncio_timeline.simulation.threads import Job, Lane
from asyncio_timeline.simulation.world import Actor, Steps, Wait, drive, schedule
from asyncio_timeline.timeline import LaneKind

PID = 4_000
"""The process id of the program; workers have the next ones."""

_Pool: Any = ThreadPoolExecutor
_submit_to_threads = _Pool.submit

_ABRUPTLY = (
    "A process in the process pool was terminated abruptly while the future was running or pending."
)
_UNUSABLE = "A child process terminated abruptly, the process pool is not usable anymore"


class _Died(BaseException):
    """A worker process ended in the middle of a job."""


# ------------------------------------------------------------------------------- workers


class _Worker:
    """A process or an interpreter: its number and its own variables of the main module."""

    def __init__(self, kind: LaneKind, number: int, method: str) -> None:
        self.kind: LaneKind = kind
        self.number, self.method = number, method
        self.pid = PID if kind == "interpreter" else PID + number
        self.main: ModuleType | None = None
        self.imports_main = False

    def load(self, data: bytes) -> Any:
        """Unpickle with this worker's variables."""
        return _Unpickler(io.BytesIO(data), self._main_module()).load()

    def dump(self, value: object) -> bytes:
        """Pickle what this worker made."""
        return _pickled(value, self.main)

    def _main_module(self) -> ModuleType:
        if self.main is None:
            theirs = sys.modules["__main__"]
            if self.method == "fork":
                self.main = _forked(theirs)
            else:
                self.imports_main = True
                try:
                    self.main = _run_again(theirs, self.kind)
                finally:
                    self.imports_main = False
        return self.main


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, main: ModuleType) -> None:
        super().__init__(file)
        self._main = main

    def find_class(self, module: str, name: str, /) -> Any:
        """Names of the main module are those of the worker's own."""
        if module not in {"__main__", "__mp_main__"}:
            return super().find_class(module, name)
        found: Any = self._main
        for part in name.split("."):
            try:
                found = getattr(found, part)
            except AttributeError:
                raise AttributeError(f"Can't get attribute {name!r} on {self._main!r}") from None
        return found


def _pickled(value: object, main: ModuleType | None = None) -> bytes:
    if main is None:
        return pickle.dumps(value)
    names = ("__main__", "__mp_main__")
    before = {name: sys.modules.get(name) for name in names}
    sys.modules.update(dict.fromkeys(names, main))
    try:
        return pickle.dumps(value)
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _forked(theirs: ModuleType) -> ModuleType:
    """A copy of a module: functions see the copy, values are copied if they can be."""
    mine = ModuleType(theirs.__name__)
    for name, value in list(vars(theirs).items()):
        copied: Any = value
        if isinstance(value, FunctionType) and value.__globals__ is vars(theirs):
            code, rest = value.__code__, (value.__name__, value.__defaults__, value.__closure__)
            same = FunctionType(code, vars(mine), *rest)
            same.__kwdefaults__, same.__qualname__ = value.__kwdefaults__, value.__qualname__
            copied = same
        elif isinstance(value, (list, dict, set, bytearray)) and name != "__builtins__":
            try:
                copied = copy.deepcopy(cast("Any", value))
            except Exception:
                copied = copy.copy(cast("Any", value))
        vars(mine)[name] = copied
    return mine


def _run_again(theirs: ModuleType, kind: LaneKind) -> ModuleType:
    """The script as a worker imports it: not under its main guard."""
    mine = ModuleType("__mp_main__" if kind == "process" else "<fake __main__>")
    file = getattr(theirs, "__file__", None)
    if file is None:
        return _forked(theirs)
    vars(mine)["__file__"] = file
    source = "".join(linecache.getlines(file))
    exec(compile(source, file, "exec", dont_inherit=True), vars(mine))
    if kind == "interpreter":
        mine.__name__ = "__main__"
    return mine


def worker_of(actor: Actor) -> _Worker | None:
    """The process or interpreter that a lane stands for."""
    return getattr(actor, "worker", None)


def getpid() -> int:
    """`os.getpid`."""
    worker = worker_of(schedule().current)
    return PID if worker is None else worker.pid


_real_exit = os._exit


def exit_now(status: int) -> None:
    """`os._exit`: ends a worker process of a pool, or the program."""
    worker = worker_of(schedule().current)
    if worker is not None and worker.kind == "process":
        raise _Died
    _real_exit(status)


# ------------------------------------------------------------------------- calls to them


class _Call:
    """A call on its way to a worker."""

    def __init__(self, pool: Any, job: Job, function: Any, args: Any, kwargs: Any) -> None:
        self.pool, self.job = pool, job
        self.function, self.args, self.kwargs = function, args, kwargs

    def __call__(self) -> Any:
        """Run it."""
        return drive(_run_call(self))


@suspends(_Call.__call__)
def _run_call(each: _Call) -> Steps[Any]:
    pool = each.pool
    try:
        data = pool._sent(each)
    except Exception:
        _ended(each.job)
        raise
    crossing = Wait()
    schedule().wake_after(crossing, LATENCY)
    yield crossing  # whoever submitted the call goes on before another process has it
    actor: Any = schedule().current
    if worker_of(actor) is None:
        yield from pool._enter_worker(actor)
    worker = worker_of(actor)
    assert worker is not None
    try:
        each.job.function, args, kwargs = pool._received(worker, data)
        result = yield from call(each.job, *args, **kwargs)
        return pickle.loads(worker.dump(result))
    except (_Died, SystemExit) as death:
        if isinstance(death, SystemExit) and not worker.main:
            death = _Died()  # while it ran the script again
        if isinstance(death, _Died):
            _ended(each.job)
            pool._break()
            raise pool._broken_error(_ABRUPTLY) from None
        raise
    except (NotSimulated, Stopped):
        raise
    except BaseException as error:
        if worker.kind == "process" and not worker.main:
            without_own_frames(error)
            traceback.print_exception(error)
            pool._break()
            raise pool._broken_error(_ABRUPTLY) from None
        sent: BaseException = pool._sent_back(worker, error)
        raise sent from sent.__cause__


def _ended(job: Job) -> None:
    recorder = schedule().recorder
    if recorder is not None and job.index is not None:
        recorder.job_ended(job.index, "exception")


# --------------------------------------------------------------------------------- pools


class _CallItem:
    """What a real pool pickles. The name appears in messages (3.14)."""

    def __init__(self, fn: Any, args: Any, kwargs: Any) -> None:
        self.fn, self.args, self.kwargs = fn, args, kwargs


_CallItem.__module__ = "concurrent.futures.process"


class _RemoteTraceback(Exception):
    """As `concurrent.futures.process._RemoteTraceback`."""

    def __init__(self, tb: str) -> None:
        self.tb = tb

    def __str__(self) -> str:
        return self.tb


_RemoteTraceback.__module__ = "concurrent.futures.process"


class BrokenProcessPool(concurrent.futures.BrokenExecutor):
    """`concurrent.futures.process.BrokenProcessPool`, where there is none."""


BrokenProcessPool.__module__ = "concurrent.futures.process"


class ProcessPoolExecutor(Executor):
    """`concurrent.futures.ProcessPoolExecutor`."""

    def __init__(
        self,
        max_workers: int | None = None,
        mp_context: Any = None,
        initializer: Callable[..., Any] | None = None,
        initargs: tuple[Any, ...] = (),
        *,
        max_tasks_per_child: int | None = None,
    ) -> None:
        if max_workers is None:
            max_workers = os.cpu_count() or 1
        elif max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._method = _start_method(mp_context)
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError("max_tasks_per_child must be an integer")
            if max_tasks_per_child <= 0:
                raise ValueError("max_tasks_per_child must be >= 1")
        self._max_workers = max_workers
        self._first_call = (initializer, initargs)
        self._broken = ""
        self._is_shut_down = False
        self._lanes: list[Lane] = []
        self._threads = _threads(max_workers, "process")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `ProcessPoolExecutor.submit`."""
        if self._broken:
            raise self._broken_error(self._broken)
        if self._is_shut_down:
            raise RuntimeError("cannot schedule new futures after shutdown")
        worker = worker_of(schedule().current)
        if worker is not None and worker.imports_main and self._method != "fork":
            raise RuntimeError(_bootstrapping())
        job = Job(fn, args, "process")
        future = _submit_to_threads(self._threads, _Call(self, job, fn, args, kwargs))
        job.link(future)
        return cast("Future[Any]", future)

    def map(
        self, fn: Callable[..., Any], *iterables: Any, timeout: Any = None, chunksize: int = 1,
        **options: Any,
    ) -> Iterator[Any]:  # fmt: skip
        """As `ProcessPoolExecutor.map`, each call on its own."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        return super().map(fn, *iterables, timeout=timeout, **options)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `ProcessPoolExecutor.shutdown`."""
        self._is_shut_down = True
        self._threads.shutdown(wait=wait and not self._broken, cancel_futures=cancel_futures)

    def _broken_error(self, message: str) -> Exception:
        module: Any = sys.modules.get("concurrent.futures.process")
        return getattr(module, "BrokenProcessPool", BrokenProcessPool)(message)

    def _break(self) -> None:
        self._broken = _UNUSABLE
        me: Any = self._threads
        for lane in self._lanes:
            if lane is not schedule().current:
                lane.kill()
        while not me._work_queue.empty():
            item = me._work_queue.get_nowait()
            if item is not None:
                item.future.set_exception(self._broken_error(_ABRUPTLY))
        me._shutdown = True
        me._work_queue.put(None)

    def _enter_worker(self, actor: Any) -> Steps[None]:
        worker = _Worker("process", schedule().next_worker(), self._method)
        actor.worker, actor.ident, actor.name = worker, 0, f"process {worker.pid}"
        self._lanes.append(actor)
        initializer, args = self._first_call
        if initializer is not None:
            function, args = worker.load(pickle.dumps((initializer, args)))
            yield from call(function, *args)

    def _sent(self, each: _Call) -> bytes:
        item = _CallItem(each.function, each.args, each.kwargs)
        pickle.dumps(vars(item))
        return pickle.dumps((each.function, each.args, each.kwargs))

    def _received(self, worker: _Worker, data: bytes) -> Any:
        return worker.load(data)

    def _sent_back(self, worker: _Worker, error: BaseException) -> BaseException:
        without_own_frames(error)
        shown = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        sent: BaseException = pickle.loads(worker.dump(error))
        sent.__cause__ = _RemoteTraceback(f'\n"""\n{shown}"""')
        return sent


class InterpreterPoolExecutor(ThreadPoolExecutor):
    """`concurrent.futures.InterpreterPoolExecutor` (3.14)."""

    def __init__(
        self,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Callable[..., Any] | None = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        prefix = thread_name_prefix or f"InterpreterPoolExecutor-{_Pool._counter()}"
        super().__init__(max_workers, prefix)
        self._first_call = (initializer, initargs)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `ThreadPoolExecutor.submit`."""
        if isinstance(fn, str):
            raise TypeError("scripts not supported")
        job = Job(fn, args, "interpreter")
        future = _submit_to_threads(self, _Call(self, job, fn, args, kwargs))
        job.link(future)
        return cast("Future[Any]", future)

    def _enter_worker(self, actor: Any) -> Steps[None]:
        worker = _Worker("interpreter", schedule().next_worker(), "spawn")
        actor.worker, actor.name = worker, f"interpreter {worker.number}"
        initializer, args = self._first_call
        if initializer is not None:
            function, args = worker.load(pickle.dumps((initializer, args)))
            yield from call(function, *args)

    def _sent(self, each: _Call) -> Any:
        try:
            rest = pickle.dumps((each.args, each.kwargs))
            if _is_stateless(each.function):
                return each.function.__code__, rest
            return pickle.dumps(each.function), rest
        except Exception as error:
            sent = f"(Queue(1), {each.function!r}, {each.args!r}, {each.kwargs!r})"
            raise _not_shareable(f"{sent} does not support cross-interpreter data") from error

    def _received(self, worker: _Worker, data: Any) -> Any:
        function, rest = data
        args, kwargs = worker.load(rest)
        if isinstance(function, bytes):
            return worker.load(function), args, kwargs
        return FunctionType(function, {"__builtins__": __builtins__}), args, kwargs

    def _sent_back(self, worker: _Worker, error: BaseException) -> BaseException:
        without_own_frames(error)
        shown = f"{type(error).__name__}: {error}"
        sent: BaseException = pickle.loads(worker.dump(error))
        sent.__cause__ = _execution_failed(error, shown)
        return sent

    def _broken_error(self, message: str) -> Exception:
        return concurrent.futures.BrokenExecutor(message)

    def _break(self) -> None:
        pass


def _threads(workers: int, prefix: str) -> Any:
    return _Pool(workers, thread_name_prefix=prefix)


def _start_method(context: Any) -> str:
    """How processes start: asked of multiprocessing, or as on Linux where there is none."""
    if context is not None:
        return str(context.get_start_method())
    module = sys.modules.get("multiprocessing")
    if module is None:
        return "forkserver" if sys.version_info >= (3, 14) else "fork"
    return str(module.get_start_method(allow_none=False))


def _bootstrapping() -> str:
    """What multiprocessing says to a script without a main guard."""
    try:
        from multiprocessing import process, spawn
    except ImportError:
        return "An attempt has been made to start a new process before the current process has\n"
    current: Any = process.current_process()
    current._inheriting = True
    try:
        vars(spawn)["_check_not_importing_main"]()
    except RuntimeError as error:
        return str(error)
    finally:
        del current._inheriting
    return ""


def _is_stateless(function: Any) -> bool:
    """Whether an interpreter can run it by its code alone (3.14)."""
    if not isinstance(function, FunctionType) or "<locals>" not in function.__qualname__:
        return isinstance(function, FunctionType) and function.__name__ == "<lambda>"
    return not function.__closure__ and not function.__defaults__


def _not_shareable(message: str) -> Exception:
    error: Any = getattr(_interpreters(), "NotShareableError", ValueError)
    return cast("Exception", error(message))


def _interpreters() -> Any:
    try:
        return importlib.import_module("concurrent.interpreters")
    except ImportError:  # in a browser
        return None


def _execution_failed(error: BaseException, shown: str) -> BaseException | None:
    failed: Any = getattr(_interpreters(), "ExecutionFailed", None)
    if failed is None:
        return None
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    info: Any = SimpleNamespace(formatted=shown, errdisplay="".join(lines).rstrip("\n"))
    return cast("BaseException", failed(info))
