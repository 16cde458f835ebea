"""Thread pools, process pools and interpreter pools of a simulation.

A thread pool is CPython's own, with simulated threads. The other two kinds are thread pools, too:
each of their threads stands for a worker process or a worker interpreter (see `workers`).
"""

from __future__ import annotations

import concurrent.futures
import concurrent.futures.thread
import functools
import importlib
import itertools
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, cast

from asyncio_timeline import own
from asyncio_timeline.simulation.clock import LATENCY
from asyncio_timeline.simulation.limits import NotSimulated, Stopped
from asyncio_timeline.simulation.locks import Lock
from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.suspending.may_block import call, may_block
from asyncio_timeline.simulation.threads import Job, Lane
from asyncio_timeline.simulation.workers import Died, Worker, worker_of
from asyncio_timeline.simulation.world import Actor, Steps, Suspension, World, world
from asyncio_timeline.timeline import LaneKind

_Pool: Any = ThreadPoolExecutor
_submit_to_threads: Callable[..., Future[Any]] = _Pool.submit


def patches(here: World) -> Iterator[Patch]:
    """The three kinds of pools, under each of their names."""

    @may_block
    @functools.wraps(_submit_to_threads)
    def submit(
        self: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Steps[Future[Any]]:
        job = Job(fn, args, "thread")
        future = yield from call(_submit_to_threads, self, job, *args, **kwargs)
        job.link(future)
        return future

    @functools.wraps(_Pool.__init__)
    def create(self: Any, *args: Any, **kwargs: Any) -> None:
        if not here.has_pools and vars(concurrent.futures.thread)["_shutdown"]:
            # So fails `import concurrent.futures.thread`, which the first pool of a program needs.
            raise RuntimeError("can't register atexit after shutdown")
        here.has_pools = True
        real_init(self, *args, **kwargs)

    real_init: Callable[..., None] = _Pool.__init__
    yield Patch(_Pool, "__init__", create)
    yield Patch(concurrent.futures.thread, "_shutdown", False)
    # Held while a new worker begins its first job, which may submit another one.
    yield Patch(concurrent.futures.thread, "_global_shutdown_lock", Lock())
    yield Patch(_Pool, "submit", submit)
    yield Patch(_Pool, "_counter", itertools.count().__next__)
    for module in (_module_of_processes(), concurrent.futures):
        yield Patch(module, "ProcessPoolExecutor", ProcessPoolExecutor)
    if sys.version_info >= (3, 14):
        for module in (_imported("concurrent.futures.interpreter"), concurrent.futures):
            if module is not None:
                yield Patch(module, "InterpreterPoolExecutor", InterpreterPoolExecutor)


def finish_threads() -> None:
    """As `concurrent.futures.thread._python_exit`, which the interpreter calls at its end."""
    module: Any = concurrent.futures.thread
    module._shutdown = True
    waiting = list(module._threads_queues.items())
    for _, work in waiting:
        work.put(None)
    for thread, _ in waiting:
        thread.join()


# ------------------------------------------------------------------- what the two others share

_ABRUPTLY = (
    "A process in the process pool was terminated abruptly while the future was running or pending."
)
_UNUSABLE = "A child process terminated abruptly, the process pool is not usable anymore"


class _OfWorkers(Executor):
    """An executor whose calls go to workers."""

    _kind: LaneKind
    _first_call: tuple[Callable[..., Any] | None, tuple[Any, ...]]

    def _submit(
        self, threads: ThreadPoolExecutor, fn: Callable[..., Any], args: Any, kwargs: Any
    ) -> Future[Any]:
        job = Job(fn, args, self._kind)
        future = _submit_to_threads(threads, self._run_call, job, fn, args, kwargs)
        job.link(future)
        return future

    @may_block
    def _run_call(self, job: Job, function: Any, args: Any, kwargs: Any) -> Steps[Any]:
        """Send a call to the worker of this thread, and receive its result."""
        try:
            data = self._sent(function, args, kwargs)
        except Exception:
            _ended(job)
            raise
        crossing = Suspension()
        world().wake_after(crossing, LATENCY)
        yield crossing  # whoever submitted the call goes on before another process has it
        actor = world().current
        worker = worker_of(actor)
        if worker is None:
            worker = self._worker(actor)
            initializer, first_args = self._first_call
            if initializer is not None:
                first, first_args = worker.load(pickle.dumps((initializer, first_args)))
                yield from call(first, *first_args)
        try:
            job.function, args, kwargs = self._received(worker, data)
            result = yield from call(job, *args, **kwargs)
            return pickle.loads(worker.dump(result))
        except (Died, SystemExit) as death:
            if isinstance(death, SystemExit) and not worker.main:
                death = Died()  # while it ran the script again
            if isinstance(death, Died):
                _ended(job)
                self._break()
                raise self._broken_error(_ABRUPTLY) from None
            raise
        except (NotSimulated, Stopped):
            raise
        except BaseException as error:
            error.__traceback__ = own.without_frames(error.__traceback__)
            if worker.kind == "process" and not worker.main:
                traceback.print_exception(error)
                self._break()
                raise self._broken_error(_ABRUPTLY) from None
            sent: BaseException = pickle.loads(worker.dump(error))
            sent.__cause__ = self._cause(error)
            raise sent from sent.__cause__

    def _worker(self, actor: Actor) -> Worker:
        """Start a worker, for which this thread stands from now on."""
        raise NotImplementedError

    def _sent(self, function: Any, args: Any, kwargs: Any) -> Any:
        """A call as it is sent to a worker."""
        raise NotImplementedError

    def _received(self, worker: Worker, data: Any) -> Any:
        """Its function, arguments and keyword arguments, as the worker has them."""
        raise NotImplementedError

    def _cause(self, error: BaseException) -> BaseException | None:
        """The cause of an error that comes back from a worker."""
        raise NotImplementedError

    def _broken_error(self, message: str) -> Exception:
        """What callers get of a pool whose workers died."""
        raise NotImplementedError

    def _break(self) -> None:
        """A worker died."""
        raise NotImplementedError


def _ended(job: Job) -> None:
    recorder = world().recorder
    if recorder is not None and job.index is not None:
        recorder.job_ended(job.index, "exception")


# ------------------------------------------------------------------------------- process pools


class _CallItem:
    """What a real pool pickles. Its name appears in messages (3.14)."""

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


class ProcessPoolExecutor(_OfWorkers):
    """`concurrent.futures.ProcessPoolExecutor`."""

    _kind: LaneKind = "process"

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
        self._threads: Any = _Pool(max_workers, thread_name_prefix="process")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `ProcessPoolExecutor.submit`."""
        if self._broken:
            raise self._broken_error(self._broken)
        if self._is_shut_down:
            raise RuntimeError("cannot schedule new futures after shutdown")
        worker = worker_of(world().current)
        if worker is not None and worker.imports_main and self._method != "fork":
            raise RuntimeError(_bootstrapping())
        return self._submit(self._threads, fn, args, kwargs)

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
        me = self._threads
        for lane in self._lanes:
            if lane is not world().current:
                lane.kill()
        while not me._work_queue.empty():
            item = me._work_queue.get_nowait()
            if item is not None:
                item.future.set_exception(self._broken_error(_ABRUPTLY))
        me._shutdown = True
        me._work_queue.put(None)

    def _worker(self, actor: Actor) -> Worker:
        worker = Worker("process", world().next_worker(), self._method)
        actor.worker, actor.ident, actor.name = worker, 0, f"process {worker.pid}"
        if isinstance(actor, Lane):
            self._lanes.append(actor)
        return worker

    def _sent(self, function: Any, args: Any, kwargs: Any) -> bytes:
        pickle.dumps(vars(_CallItem(function, args, kwargs)))
        return pickle.dumps((function, args, kwargs))

    def _received(self, worker: Worker, data: bytes) -> Any:
        return worker.load(data)

    def _cause(self, error: BaseException) -> BaseException:
        shown = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return _RemoteTraceback(f'\n"""\n{shown}"""')


def _imported(name: str) -> Any:
    """A module; None where it cannot be imported, as in a browser."""
    try:
        return importlib.import_module(name)
    except (ImportError, NotImplementedError):
        return None


def _module_of_processes() -> Any:
    """`concurrent.futures.process`; where it cannot be imported, one with what programs name."""
    module = _imported("concurrent.futures.process")
    if module is None:
        module = ModuleType("concurrent.futures.process")
        vars(module)["BrokenProcessPool"] = BrokenProcessPool
        sys.modules[module.__name__] = module
    return module


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


# --------------------------------------------------------------------------- interpreter pools


class InterpreterPoolExecutor(_OfWorkers, ThreadPoolExecutor):
    """`concurrent.futures.InterpreterPoolExecutor` (3.14)."""

    _kind: LaneKind = "interpreter"

    def __init__(
        self,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        initializer: Callable[..., Any] | None = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        prefix = thread_name_prefix or f"InterpreterPoolExecutor-{_Pool._counter()}"
        ThreadPoolExecutor.__init__(self, max_workers, prefix)
        self._first_call = (initializer, initargs)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As `ThreadPoolExecutor.submit`."""
        if isinstance(fn, str):
            raise TypeError("scripts not supported")
        return self._submit(self, fn, args, kwargs)

    def _worker(self, actor: Actor) -> Worker:
        worker = Worker("interpreter", world().next_worker(), "spawn")
        actor.worker, actor.name = worker, f"interpreter {worker.number}"
        return worker

    def _sent(self, function: Any, args: Any, kwargs: Any) -> Any:
        try:
            rest = pickle.dumps((args, kwargs))
            if _is_stateless(function):
                return function.__code__, rest
            return pickle.dumps(function), rest
        except Exception as error:
            sent = f"(Queue(1), {function!r}, {args!r}, {kwargs!r})"
            raise _not_shareable(f"{sent} does not support cross-interpreter data") from error

    def _received(self, worker: Worker, data: Any) -> Any:
        function, rest = data
        args, kwargs = worker.load(rest)
        if isinstance(function, bytes):
            return worker.load(function), args, kwargs
        return FunctionType(function, {"__builtins__": __builtins__}), args, kwargs

    def _cause(self, error: BaseException) -> BaseException | None:
        return _execution_failed(error, f"{type(error).__name__}: {error}")

    def _broken_error(self, message: str) -> Exception:
        return concurrent.futures.BrokenExecutor(message)

    def _break(self) -> None:
        pass


def _is_stateless(function: Any) -> bool:
    """Whether an interpreter can run it by its code alone (3.14)."""
    if not isinstance(function, FunctionType) or "<locals>" not in function.__qualname__:
        return isinstance(function, FunctionType) and function.__name__ == "<lambda>"
    return not function.__closure__ and not function.__defaults__


def _not_shareable(message: str) -> Exception:
    error: Any = getattr(_imported("concurrent.interpreters"), "NotShareableError", ValueError)
    return cast("Exception", error(message))


def _execution_failed(error: BaseException, shown: str) -> BaseException | None:
    failed: Any = getattr(_imported("concurrent.interpreters"), "ExecutionFailed", None)
    if failed is None:
        return None
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    info: Any = SimpleNamespace(formatted=shown, errdisplay="".join(lines).rstrip("\n"))
    return cast("BaseException", failed(info))
