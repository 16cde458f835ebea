"""What a run of a script must be. In: a `Script`. Out: a `Foreseen`.

This is asyncio in small, played on instants instead of seconds: futures, tasks, the queue of ready
handles, and what each primitive does to them, written down after CPython's Lib/asyncio (`futures`,
`tasks`, `locks`, `queues`, `taskgroups`, `timeouts`, `runners`). While it plays it knows who acts:
a step, a job, a timer or nobody of the program. A handle that is not the program's own function
acts for whoever made it ready, as `timeline.Cause` says.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from oracle.script import Function, Loop, Operation, Script

OLD = (3, 11)


class Actor(NamedTuple):
    """Who acts: a `step` (of `who`, its `number`-th), a `job` (`who`), a `timer`, or `outside`."""

    kind: str
    who: str = ""
    number: int = 0


TIMER, OUTSIDE = Actor("timer"), Actor("outside")


@dataclass
class Step:
    """A step: who made it ready; the operation in which it then waited, and for what; or its end.

    `tasks` are the names of those that it waits for, `job` that of the job.
    """

    cause: Actor
    operation: int | None = None
    what: str | None = None
    tasks: frozenset[str] = frozenset()
    job: str | None = None
    at: int | None = None
    outcome: str | None = None


class Request(NamedTuple):
    """A task was asked to cancel: as in `timeline.Cancellation`."""

    task: str
    cause: Actor
    through: str | None = None
    owner: str | None = None
    operation: int | None = None
    """The one that made the group or the timeout."""


class Creation(NamedTuple):
    """Who created a task, and in which operation: None is asyncio.run. `parent` is that task."""

    cause: Actor
    parent: str | None
    operation: int | None
    eager: bool = False


@dataclass
class Foreseen:
    """What is known of a run, by the names of functions.

    steps      of each task and callback, in order
    creations  of tasks
    outcomes   of tasks, unless they are still pending at the end
    requests   to cancel
    jobs       of which task and operation, and how they ended
    prints     who printed what, in order
    uncertain  why the outcome is left to chance, if it is
    """

    steps: dict[str, list[Step]] = field(default_factory=dict[str, list[Step]])
    creations: dict[str, Creation] = field(default_factory=dict[str, Creation])
    outcomes: dict[str, str] = field(default_factory=dict[str, str])
    requests: list[Request] = field(default_factory=list[Request])
    jobs: dict[str, tuple[str, int, str]] = field(default_factory=dict[str, tuple[str, int, str]])
    prints: list[tuple[Actor, str]] = field(default_factory=list[tuple[Actor, str]])
    uncertain: str = ""


def foresee(script: Script, version: tuple[int, int]) -> Foreseen:
    """Play the script as this version of Python does.

    asyncio cancels the tasks of a set in the order of their addresses. A simulation has an order of
    its own, in which eager tasks come when they first wait. What depends on it is left to chance.
    """
    foreseen = _play(script, version, backwards=False)
    if not foreseen.uncertain:
        other = _play(script, version, backwards=True)
        if _without_order(other) != _without_order(foreseen):
            foreseen.uncertain = "it depends on the order of a set"
    return foreseen


def _play(script: Script, version: tuple[int, int], *, backwards: bool) -> Foreseen:
    foreseen = Foreseen()
    for number, loop in enumerate(script.loops):
        try:
            _Loop(loop, number, foreseen, version, backwards=backwards).run()
        except _Hangs:
            foreseen.uncertain = "it hangs"
            break
    return foreseen


def _without_order(foreseen: Foreseen) -> Foreseen:
    """What is held against a timeline: it does not say how several interleave."""
    return replace(
        foreseen,
        requests=sorted(foreseen.requests, key=str),
        prints=sorted(foreseen.prints, key=lambda each: each[0]),
    )


# --------------------------------------------------------------------------------- futures


class _Cancelled(BaseException):
    pass


class _Hangs(BaseException):
    """Tasks wait for each other, although asked to cancel: `Condition.wait` takes its lock back."""


class _Error(Exception):
    """Whatever `caught` catches."""


Play = Generator["_Wait | None", None, Any]


class _Wait(NamedTuple):
    """A task suspends: for this future, in this operation."""

    future: _Future
    operation: int | None
    what: str
    tasks: tuple[_Future, ...] = ()
    job: str | None = None
    at: int | None = None


class _Future:
    def __init__(self, loop: _Loop) -> None:
        self.loop = loop
        self.state = "pending"
        self.error: BaseException | None = None
        self.callbacks: list[Callable[[Any], object]] = []

    @property
    def done(self) -> bool:
        return self.state != "pending"

    def finish(self, state: str, error: BaseException | None = None) -> None:
        assert not self.done
        self.state, self.error = state, error
        callbacks, self.callbacks = self.callbacks, []
        for each in callbacks:
            self.loop.soon(each, self)

    def set(self) -> None:
        self.finish("result")

    def release(self, _: object = None) -> None:
        """asyncio/tasks.py, _release_waiter."""
        if not self.done:
            self.finish("result")

    def add(self, callback: Callable[[Any], object]) -> None:
        if self.done:
            self.loop.soon(callback, self)
        else:
            self.callbacks.append(callback)

    def remove(self, callback: Callable[[Any], object]) -> None:
        self.callbacks = [each for each in self.callbacks if each != callback]

    def raise_error(self) -> None:
        if self.state == "cancelled":
            raise _Cancelled
        if self.error is not None:
            raise self.error

    def cancel(self) -> bool:
        if self.done:
            return False
        self.finish("cancelled")
        return True


class _Gathering(_Future):
    """asyncio/tasks.py, _GatheringFuture."""

    def __init__(self, loop: _Loop, children: list[_Future]) -> None:
        super().__init__(loop)
        self.children = children
        self.requested = False

    def cancel(self) -> bool:
        if self.done:
            return False
        asked = False
        for child in self.children:
            asked = child.cancel() or asked
        self.requested = self.requested or asked
        return asked


class _Task(_Future):
    """asyncio/tasks.py, Task."""

    def __init__(self, loop: _Loop, name: str, play: Play, *, hidden: bool = False) -> None:
        super().__init__(loop)
        self.name = name
        self.play = play
        self.hidden = hidden
        self.must_cancel = False
        self.requests = 0
        self.waiter: _Future | None = None
        self.started = False

    def cancel(self) -> bool:
        if self.done:
            return False
        self.requests += 1
        self.loop.asked(self)
        if self.waiter is not None and self.loop.passes_on(self, self.waiter):
            return True
        self.must_cancel = True
        return True

    def uncancel(self) -> int:
        if self.requests > 0:
            self.requests -= 1
            if self.requests == 0 and self.loop.version >= (3, 13):
                self.must_cancel = False
        return self.requests

    def wakeup(self, future: _Future) -> None:
        try:
            future.raise_error()
        except BaseException as error:
            self.step(error)
        else:
            self.step()

    def step(self, error: BaseException | None = None) -> None:
        if self.must_cancel:
            if not isinstance(error, _Cancelled):
                error = _Cancelled()
            self.must_cancel = False
        self.waiter = None
        loop = self.loop
        step = Step(loop.here)
        before = loop.here, loop.current, loop.asking
        if not self.hidden:
            steps = loop.foreseen.steps.setdefault(self.name, [])
            steps.append(step)
            loop.here = Actor("step", self.name, len(steps) - 1)
        loop.current, loop.asking = self, None
        try:
            waits = self.play.send(None) if error is None else self.play.throw(error)
        except StopIteration:
            if self.must_cancel:
                self.must_cancel = False
                self.finish("cancelled")
            else:
                self.set()
        except _Cancelled:
            self.finish("cancelled")
        except _Error as raised:
            self.finish("exception", raised)
        else:
            self.wait(waits, step)
        finally:
            loop.here, loop.current, loop.asking = before
        step.outcome = self.state if self.done else None
        if self.done and not self.hidden:
            loop.foreseen.outcomes[self.name] = self.state

    def wait(self, waits: _Wait | None, step: Step) -> None:
        if waits is None or waits.what == "sleep(0)":
            self.loop.soon(self.step)
        else:
            waits.future.add(self.wakeup)
            self.waiter = waits.future
            if self.must_cancel and self.loop.passes_on(self, self.waiter):
                self.must_cancel = False
        if waits is not None:
            step.operation, step.what, step.job = waits.operation, waits.what, waits.job
            step.at = waits.at
            step.tasks = frozenset(
                each.name for each in waits.tasks if isinstance(each, _Task) and not each.hidden
            )


# ------------------------------------------------------------------------------ primitives


class _Lock:
    """asyncio/locks.py, Lock."""

    def __init__(self, loop: _Loop) -> None:
        self.loop = loop
        self.locked = False
        self.waiters: list[_Future] = []

    def acquire(self, operation: int, what: str = "Lock.acquire") -> Play:
        if not self.locked and all(each.state == "cancelled" for each in self.waiters):
            self.locked = True
            return
        future = _Future(self.loop)
        self.waiters.append(future)
        try:
            try:
                yield from wait(future, operation, what)
            finally:
                self.waiters.remove(future)
        except _Cancelled:
            if not self.locked:
                self.wake()
            raise
        self.locked = True

    def release(self) -> None:
        self.locked = False
        self.wake()

    def wake(self) -> None:
        if self.waiters and not self.waiters[0].done:
            self.waiters[0].set()


class _Semaphore:
    """asyncio/locks.py, Semaphore."""

    def __init__(self, loop: _Loop) -> None:
        self.loop = loop
        self.value = 1
        self.waiters: list[_Future] = []

    def acquire(self, operation: int) -> Play:
        if self.value > 0 and all(each.state == "cancelled" for each in self.waiters):
            self.value -= 1
            return
        old = self.loop.version == OLD
        future = _Future(self.loop)
        self.waiters.append(future)
        try:
            try:
                yield from wait(future, operation, "Semaphore.acquire")
            finally:
                self.waiters.remove(future)
        except _Cancelled:
            if future.state == "result":
                self.value += 1
                if old:
                    self.wake()
            raise
        finally:
            while not old and self.value > 0 and self.wake():
                pass
        if old and self.value > 0:
            self.wake()

    def release(self) -> None:
        self.value += 1
        self.wake()

    def wake(self) -> bool:
        for each in self.waiters:
            if not each.done:
                self.value -= 1
                each.set()
                return True
        return False


class _Condition:
    """asyncio/locks.py, Condition."""

    def __init__(self, loop: _Loop) -> None:
        self.loop = loop
        self.lock = _Lock(loop)
        self.waiters: list[_Future] = []

    def wait(self, operation: int) -> Play:
        future = _Future(self.loop)
        self.lock.release()
        try:
            self.waiters.append(future)
            try:
                try:
                    yield from wait(future, operation, "Condition.wait")
                finally:
                    self.waiters.remove(future)
            finally:
                cancelled = False
                while True:
                    try:
                        yield from self.lock.acquire(operation, "Condition.wait")
                        break
                    except _Cancelled:
                        cancelled = True
                if cancelled:
                    raise _Cancelled
        except BaseException:
            if self.loop.version > OLD:
                self.notify()
            raise

    def notify(self) -> None:
        for each in self.waiters:
            if not each.done:
                each.set()
                return


class _Event:
    """asyncio/locks.py, Event."""

    def __init__(self, loop: _Loop) -> None:
        self.loop = loop
        self.is_set = False
        self.waiters: list[_Future] = []

    def set(self) -> None:
        if not self.is_set:
            self.is_set = True
            for each in self.waiters:
                if not each.done:
                    each.set()

    def wait(self, operation: int) -> Play:
        if self.is_set:
            return
        future = _Future(self.loop)
        self.waiters.append(future)
        try:
            yield from wait(future, operation, "Event.wait")
        finally:
            self.waiters.remove(future)


class _Queue:
    """asyncio/queues.py, Queue."""

    def __init__(self, loop: _Loop, most: int) -> None:
        self.loop = loop
        self.most = most
        self.items = 0
        self.getters: deque[_Future] = deque()
        self.putters: deque[_Future] = deque()

    @property
    def full(self) -> bool:
        return 0 < self.most <= self.items

    def put(self, operation: int) -> Play:
        while self.full:
            yield from self._wait(self.putters, operation, "Queue.put", lambda: not self.full)
        self.put_nowait()

    def put_nowait(self) -> None:
        self.items += 1
        self._wake(self.getters)

    def get(self, operation: int) -> Play:
        while not self.items:
            yield from self._wait(self.getters, operation, "Queue.get", lambda: self.items > 0)
        self.items -= 1
        self._wake(self.putters)

    def _wait(
        self, line: deque[_Future], operation: int, what: str, may: Callable[[], bool]
    ) -> Play:
        future = _Future(self.loop)
        line.append(future)
        try:
            yield from wait(future, operation, what)
        except BaseException:
            future.cancel()
            if future in line:
                line.remove(future)
            if may() and future.state != "cancelled":
                self._wake(line)
            raise

    def _wake(self, line: deque[_Future]) -> None:
        while line:
            first = line.popleft()
            if not first.done:
                first.set()
                break


class _Timeout:
    """asyncio/timeouts.py, Timeout."""

    def __init__(self, loop: _Loop, operation: int, at: int) -> None:
        self.loop, self.operation = loop, operation
        task = loop.current
        assert task is not None
        self.task = task
        self.requests = task.requests
        self.expiring = False
        self.timer = _Timer(self.expire)
        if at <= loop.now:
            loop.soon(self.timer.run)
        else:
            loop.later(at, self.timer)

    def expire(self) -> None:
        with self.loop.asks("timeout", self.task, self.operation):
            self.task.cancel()
        self.expiring = True

    def leave(self, error: BaseException | None) -> None:
        self.timer.cancelled = True
        if (
            self.expiring
            and self.task.uncancel() <= self.requests
            and isinstance(error, _Cancelled)
        ):
            raise _Error from error


class _Group:
    """asyncio/taskgroups.py, TaskGroup."""

    def __init__(self, loop: _Loop, operation: int) -> None:
        self.loop, self.operation = loop, operation
        assert loop.current is not None
        self.parent = loop.current
        self.tasks: list[_Task] = []
        self.exiting = self.aborting = self.parent_asked = False
        self.completed: _Future | None = None
        self.errors: list[BaseException] = []

    def start(self, function: Function, operation: int) -> _Task:
        if self.aborting or (self.exiting and not self.tasks):
            raise _Error
        task = self.loop.create(function, operation)
        self.tasks.append(task)
        task.add(self.ended)
        return task

    def abort(self) -> None:
        self.aborting = True
        with self.loop.asks("TaskGroup", self.parent, self.operation):
            for each in self.loop.a_set(self.tasks):
                each.cancel()

    def ended(self, task: _Task) -> None:
        self.tasks.remove(task)
        if self.completed is not None and not self.tasks and not self.completed.done:
            self.completed.set()
        if task.error is None:
            return
        self.errors.append(task.error)
        if self.parent.done or self.aborting or self.parent_asked:
            return
        self.abort()
        self.parent_asked = True
        with self.loop.asks("TaskGroup", self.parent, self.operation):
            self.parent.cancel()

    def leave(self, error: BaseException | None) -> Play:
        old = self.loop.version == OLD
        self.exiting = True
        propagate = error if isinstance(error, _Cancelled) else None
        if old and self.parent_asked and self.parent.uncancel() == 0:
            propagate = None
        if error is not None and not self.aborting:
            self.abort()
        pending: _Cancelled | None = None
        while self.tasks:
            if self.completed is None:
                self.completed = _Future(self.loop)
            try:
                yield from wait(self.completed, self.operation, "TaskGroup", tuple(self.tasks))
            except _Cancelled as raised:
                pending = raised
                if not self.aborting:
                    propagate = raised
                    self.abort()
            self.completed = None
        if not old and self.parent_asked:
            if self.parent.uncancel() == 0:
                propagate = None
            elif propagate is None:
                propagate = pending
        if propagate is not None and not self.errors:
            raise propagate
        if error is not None and not isinstance(error, _Cancelled):
            self.errors.append(error)
        if self.errors:
            if not old and self.parent.requests:
                self.parent.uncancel()
                with self.loop.asks("TaskGroup", self.parent, self.operation):
                    self.parent.cancel()
            raise _Error
        if old and error is not None and propagate is None and not isinstance(error, _Cancelled):
            raise error
        # In 3.11 `__aexit__` returns None, so that the CancelledError of the block goes on.
        if old and isinstance(error, _Cancelled):
            raise error


def wait(
    future: _Future,
    operation: int | None,
    what: str,
    tasks: tuple[_Future, ...] = (),
    job: str | None = None,
    at: int | None = None,
) -> Play:
    """`await future`."""
    if not future.done:
        yield _Wait(future, operation, what, tasks, job, at)
    future.raise_error()


# ------------------------------------------------------------------------------------ loop


class _Timer:
    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call
        self.cancelled = False

    def run(self) -> None:
        if not self.cancelled:
            self.call()


class _Asks:
    """While it is entered, asyncio asks, not the program."""

    def __init__(self, loop: _Loop, through: str, owner: str | None, operation: int | None) -> None:
        self.loop = loop
        self.new = (through, owner, operation)

    def __enter__(self) -> None:
        self.old, self.loop.asking = self.loop.asking, self.new

    def __exit__(self, *error: object) -> None:
        self.loop.asking = self.old


class _Loop:
    """asyncio/base_events.py and asyncio/runners.py."""

    def __init__(
        self,
        script: Loop,
        number: int,
        foreseen: Foreseen,
        version: tuple[int, int],
        *,
        backwards: bool,
    ) -> None:
        self.script = script
        self.number = number
        self.foreseen = foreseen
        self.version = version
        self.backwards = backwards
        self.now = 0
        # What asyncio.run does in a thread of the program's, that thread does.
        self.nobody = Actor("job", f"r{number}") if script.in_thread else OUTSIDE
        self.here = self.nobody
        self.current: _Task | None = None
        self.asking: tuple[str, str | None, int | None] | None = None
        self.ready: deque[tuple[Actor, Callable[..., object], tuple[Any, ...]]] = deque()
        self.events: list[tuple[int, int, Callable[[], object]]] = []
        self.counter = 0
        self.stopping = False
        self.eager = False
        self.all: list[_Task] = []
        self.jobs: set[str] = set()
        self.t: dict[int, _Task] = {}
        self.e = [_Event(self) for _ in range(3)]
        self.q = [_Queue(self, 0), _Queue(self, 1)]
        self.l = [_Lock(self), _Lock(self)]
        self.s = [_Semaphore(self)]
        self.c = [_Condition(self)]
        self.u = [_Future(self) for _ in range(3)]
        self.groups: dict[int, _Group] = {}

    # -- running

    def soon(self, call: Callable[..., object], *args: Any) -> None:
        self.ready.append((self.here, call, args))

    def at(self, instant: int, call: Callable[[], object]) -> None:
        self.counter += 1
        heapq.heappush(self.events, (max(instant, self.now), self.counter, call))

    def later(self, instant: int, timer: _Timer) -> None:
        """`loop.call_later`."""

        def due() -> None:
            if not timer.cancelled:
                self.ready.append((TIMER, timer.run, ()))

        self.at(instant, due)

    def run(self) -> None:
        """asyncio.run(main())"""
        main = self.create(self.script.main, None)
        self.until_done(main)
        left = self.a_set([each for each in self.all if not each.done])
        if left:
            with self.asks("asyncio.run", None, None):
                for each in left:
                    each.cancel()
            self.until_done(self.gather(list(left), return_exceptions=True))
        self.until_done(self._hidden())
        while self.jobs:
            self.turn()
        self.until_done(self._hidden())

    def a_set(self, tasks: list[_Task]) -> list[_Task]:
        """These tasks in one of the orders in which they may lie in a set."""
        return tasks[::-1] if self.backwards else list(tasks)

    def _hidden(self) -> _Task:
        """asyncio's own tasks at the end, which take a step each."""

        def play() -> Play:
            return
            yield

        task = _Task(self, "", play(), hidden=True)
        self.soon(task.step)
        return task

    def until_done(self, future: _Future) -> None:
        def stop(_: object) -> None:
            self.stopping = True

        future.add(stop)
        self.stopping = False
        while not self.stopping:
            self.turn()

    def turn(self) -> None:
        """One turn. Whatever follows from an instant is over before the next one."""
        while self.events and (self.events[0][0] <= self.now or not self.ready):
            self.now, _, call = heapq.heappop(self.events)
            call()
        if not (self.ready or self.events or self.stopping):
            raise _Hangs
        for _ in range(len(self.ready)):
            self.here, call, args = self.ready.popleft()
            call(*args)
            self.here = self.nobody

    # -- cancelling

    def asks(self, through: str, owner: _Task | None, operation: int | None) -> _Asks:
        return _Asks(self, through, owner.name if owner else None, operation)

    def asked(self, task: _Task) -> None:
        if not task.hidden:
            through, owner, operation = self.asking or (None, None, None)
            request = Request(task.name, self.here, through, owner, operation)
            if request not in self.foreseen.requests:
                self.foreseen.requests.append(request)

    def passes_on(self, task: _Task, waiter: _Future) -> bool:
        with self.asks("await", task, None):
            return waiter.cancel()

    # -- tasks

    def create(
        self,
        function: Function,
        operation: int | None,
        *,
        eager: bool = False,
    ) -> _Task:
        task = _Task(self, function.name, self.body(function))
        eager = self.version > OLD and (eager or self.eager)
        parent = self.current.name if self.current is not None else None
        self.foreseen.creations[task.name] = Creation(self.here, parent, operation, eager)
        self.all.append(task)
        if eager:
            task.step()
        else:
            self.soon(task.step)
        return task

    def gather(self, children: list[_Future], *, return_exceptions: bool = False) -> _Future:
        """asyncio/tasks.py, gather."""
        outer = _Gathering(self, children)
        finished = 0

        def done(child: _Future) -> None:
            nonlocal finished
            finished += 1
            if outer.done:
                return
            if not return_exceptions:
                if child.state == "cancelled":
                    outer.finish("exception", _Cancelled())
                    return
                if child.error is not None:
                    outer.finish("exception", child.error)
                    return
            if finished == len(set(children)):
                if outer.requested:
                    outer.finish("exception", _Cancelled())
                else:
                    outer.set()

        late = self.version > OLD
        for each in dict.fromkeys(children):
            if not (late and each.done):
                each.add(done)
        for each in dict.fromkeys(children):
            if late and each.done:
                done(each)
        return outer

    def shield(self, inner: _Future) -> _Future:
        """asyncio/tasks.py, shield."""
        if inner.done:
            return inner
        outer = _Future(self)

        def inner_done(_: object) -> None:
            if outer.done:
                return
            if inner.state == "cancelled":
                outer.cancel()
            elif inner.error is not None:
                outer.finish("exception", inner.error)
            else:
                outer.set()

        def outer_done(_: object) -> None:
            inner.remove(inner_done)

        inner.add(inner_done)
        outer.add(outer_done)
        return outer

    # -- the bodies of functions

    def prints(self, text: str) -> None:
        self.foreseen.prints.append((self.here, text))

    def body(self, function: Function) -> Play:
        """A coroutine function of the script."""
        assert self.current is not None
        self.t[function.number] = self.current
        try:
            if function is self.script.main:
                self.eager = self.script.eager
                self.later(self.script.end, _Timer(self.current.cancel))
            for operation in function.body:
                yield from self.block(operation)
        finally:
            if function.tidies:
                self.prints(f"{function.name} tidies")

    def called(self, function: Function) -> Callable[..., None]:
        """A function of the script that the loop calls."""

        def call(*_: object) -> None:
            step = Step(self.here)
            self.foreseen.steps[function.name] = [step]
            self.here = Actor("step", function.name, 0)
            for operation in function.body:
                self.act(operation)
                self.prints(str(operation.number))
            if function.tidies:
                self.prints(f"{function.name} tidies")
            step.outcome = "result"

        return call

    def block(self, operation: Operation) -> Play:
        """An operation of a coroutine function, and its print."""
        number = operation.number
        try:
            match operation.do:
                case "lock":
                    yield from self.l[operation.on].acquire(number)
                    try:
                        yield from self.inside(operation)
                    finally:
                        self.l[operation.on].release()
                case "semaphore":
                    yield from self.s[operation.on].acquire(number)
                    try:
                        yield from self.inside(operation)
                    finally:
                        self.s[operation.on].release()
                case "condition":
                    yield from self.c[operation.on].lock.acquire(number)
                    try:
                        yield from self.inside(operation)
                    finally:
                        self.c[operation.on].lock.release()
                case "timeout":
                    assert operation.at is not None
                    yield from self.limited(operation, self.inside(operation))
                case "group":
                    group = self.groups[number] = _Group(self, number)
                    error: BaseException | None = None
                    try:
                        yield from self.inside(operation)
                    except BaseException as raised:
                        error = raised
                    yield from group.leave(error)
                case _:
                    yield from self.line(operation)
        except _Error:
            if not catches(operation):
                raise
        self.prints(str(number))

    def inside(self, operation: Operation) -> Play:
        self.prints(f"{operation.number} in")
        for each in operation.body:
            yield from self.block(each)

    def limited(self, operation: Operation, play: Play) -> Play:
        """async with asyncio.timeout(…)"""
        assert operation.at is not None
        timeout = _Timeout(self, operation.number, operation.at)
        error: BaseException | None = None
        try:
            yield from play
        except BaseException as raised:
            error = raised
        timeout.leave(error)
        if error is not None:
            raise error

    def line(self, operation: Operation) -> Play:
        """An operation of one line that may wait."""
        number, on, at = operation.number, operation.on, operation.at
        match operation.do:
            case "yield":
                yield _Wait(_Future(self), number, "sleep(0)")
            case "sleep":
                assert at is not None
                if at <= self.now:
                    yield _Wait(_Future(self), number, "sleep(0)")
                    return
                future = _Future(self)
                timer = _Timer(future.release)
                self.later(at, timer)
                try:
                    yield from wait(future, number, "sleep", at=at)
                finally:
                    timer.cancelled = True
            case "call":
                yield from self.body(operation.calls[0])
            case "join":
                yield from wait(self.t[on], number, "task", (self.t[on],))
            case "await event":
                yield from self.e[on].wait(number)
            case "put":
                yield from self.q[on].put(number)
            case "get":
                yield from self.q[on].get(number)
            case "wait for notice":
                yield from self.c[on].wait(number)
            case "await future":
                yield from wait(self.u[on], number, "future")
            case "shield":
                inner = self.t[on]
                # What is done already is no shield.
                yield from wait(self.shield(inner), number, "shield", (inner,))
            case "gather":
                children: list[_Future] = [self.create(f, number) for f in operation.calls]
                children += [self.t[each] for each in operation.tasks]
                keep = operation.how == "return_exceptions"
                outer = self.gather(children, return_exceptions=keep)
                yield from wait(outer, number, "gather", tuple(children))
            case "wait":
                yield from self.wait_for_several(operation)
            case "wait_for":
                yield from self.wait_for(operation)
            case "thread":
                yield from self.in_thread(operation)
            case _:
                self.act(operation)

    def act(self, operation: Operation) -> None:
        """An operation that does not wait."""
        number, on, at = operation.number, operation.on, operation.at
        match operation.do:
            case "spawn":
                function = operation.calls[0]
                if operation.how == "group":
                    task = self.groups[on].start(function, number)
                else:
                    task = self.create(function, number, eager=operation.how == "eager")
                self.t[function.number] = task
            case "cancel":
                self.t[on].cancel()
            case "set event":
                self.e[on].set()
            case "put_nowait":
                self.q[0].put_nowait()
            case "notify":
                self.c[on].notify()
            case "set future":
                if not self.u[on].done:
                    self.u[on].set()
            case "call_soon":
                self.soon(self.called(operation.calls[0]))
            case "call_later":
                assert at is not None
                self.later(at, _Timer(self.called(operation.calls[0])))
            case "set event later":
                assert at is not None
                self.later(at, _Timer(self.e[on].set))
            case "when done":
                self.t[on].add(self.called(operation.calls[0]))
            case "fail":
                raise _Error(number)
            case _:
                raise ValueError(operation.do)

    def wait_for_several(self, operation: Operation) -> Play:
        """asyncio/tasks.py, _wait."""
        number = operation.number
        tasks = list(dict.fromkeys(self.t[each] for each in operation.tasks))
        first = operation.how == "FIRST_COMPLETED"
        waiter = _Future(self)
        timer = _Timer(waiter.release)
        if operation.at is not None:
            self.later(operation.at, timer)
        counter = len(tasks)

        def completed(task: _Future) -> None:
            nonlocal counter
            counter -= 1
            if (
                counter <= 0
                or first
                or (operation.how == "FIRST_EXCEPTION" and task.error is not None)
            ):
                timer.cancelled = True
                if not waiter.done:
                    waiter.set()

        for each in tasks:
            each.add(completed)
        try:
            yield from wait(waiter, number, "wait", tuple(tasks))
        finally:
            timer.cancelled = True
            for each in tasks:
                each.remove(completed)

    def wait_for(self, operation: Operation) -> Play:
        """asyncio/tasks.py, wait_for."""
        assert operation.at is not None
        number = operation.number
        if operation.at <= self.now:
            fut = self.one_of(operation)
            if not fut.done:
                yield from self.cancel_and_wait(fut, number)
            if fut.state == "cancelled":
                raise _Error
            fut.raise_error()
            return
        if self.version > OLD:
            if operation.calls:
                play = self.body(operation.calls[0])
            else:
                task = self.t[operation.tasks[0]]
                play = wait(task, number, "wait_for", (task,))
            yield from self.limited(operation, play)
            return
        waiter = _Future(self)
        timer = _Timer(waiter.release)
        self.later(operation.at, timer)

        fut = self.one_of(operation)
        fut.add(waiter.release)
        try:
            try:
                yield from wait(waiter, number, "wait_for", (fut,))
            except _Cancelled:
                if fut.done:
                    fut.raise_error()
                    return
                fut.remove(waiter.release)
                yield from self.cancel_and_wait(fut, number)
                raise
            if fut.done:
                fut.raise_error()
                return
            fut.remove(waiter.release)
            yield from self.cancel_and_wait(fut, number)
            if fut.state == "cancelled":
                raise _Error
            fut.raise_error()
        finally:
            timer.cancelled = True

    def one_of(self, operation: Operation) -> _Task:
        """The task that is to be waited for, made of a coroutine if need be."""
        if operation.calls:
            return self.create(operation.calls[0], operation.number)
        return self.t[operation.tasks[0]]

    def cancel_and_wait(self, fut: _Task, operation: int) -> Play:
        """asyncio/tasks.py, _cancel_and_wait."""
        waiter = _Future(self)

        fut.add(waiter.release)
        try:
            fut.cancel()
            yield from wait(waiter, operation, "wait_for", (fut,))
        finally:
            fut.remove(waiter.release)

    # -- threads

    def in_thread(self, operation: Operation) -> Play:
        """asyncio.to_thread, loop.run_in_executor(None, …)"""
        function = operation.calls[0]
        assert self.current is not None
        name, future = function.name, _Future(self)
        submitted = self.now
        self.foreseen.jobs[name] = (self.current.name, operation.number, "result")
        self.jobs.add(name)
        rest = iter(function.body)

        def ended() -> None:
            if future.done:
                return
            if self.foreseen.jobs[name][2] == "result":
                future.set()
            else:
                future.finish("exception", _Error())

        def go_on() -> None:
            self.here = Actor("job", name)
            for each in rest:
                if each.do == "sleep in thread" and each.at is not None and each.at > self.now:
                    instant = each.at

                    def slept(number: int = each.number) -> None:
                        self.here = Actor("job", name)
                        self.prints(str(number))
                        go_on()

                    self.at(instant, slept)
                    self.here = self.nobody
                    return
                if each.do == "sleep in thread":
                    self.foreseen.uncertain = "a thread does not sleep"
                    self.prints(str(each.number))
                    continue
                if each.do == "fail":
                    self.foreseen.jobs[name] = (*self.foreseen.jobs[name][:2], "exception")
                    break
                self.from_thread(each)
                self.prints(str(each.number))
            if function.tidies:
                self.prints(f"{function.name} tidies")
            self.jobs.discard(name)
            self.soon(ended)
            self.here = self.nobody

        here = self.here
        go_on()
        self.here = here
        try:
            yield from wait(future, operation.number, "executor job", job=name)
        except _Cancelled:
            if self.now == submitted:
                self.foreseen.uncertain = "a job is cancelled while a thread takes it up"
            raise

    def from_thread(self, operation: Operation) -> None:
        on = operation.on
        match operation.do:
            case "set event from thread":
                self.soon(self.e[on].set)
            case "cancel from thread":
                self.soon(self.t[on].cancel)
            case "call from thread":
                self.soon(self.called(operation.calls[0]))
            case "start from thread":
                function = operation.calls[0]
                self.soon(lambda: self.create(function, operation.number))
            case _:
                raise ValueError(operation.do)


def catches(operation: Operation) -> bool:
    """Whether the operation stands in `with caught`."""
    return operation.do in (
        "lock",
        "semaphore",
        "condition",
        "timeout",
        "group",
        "call",
        "wait_for",
        "gather",
        "shield",
        "thread",
    ) or (operation.do == "join" and operation.how == "caught")
