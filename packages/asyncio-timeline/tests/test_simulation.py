"""Promise: on a simulated clock a program prints what it prints in reality, and always the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from asyncio_timeline.simulation.limits import NotSimulated
from asyncio_timeline.simulation.simulate import Simulation, simulation
from asyncio_timeline.timeline import from_json
from support.project import EXAMPLES, PYTHONS, RECORDINGS, fail
from support.recorded import ENDS, environment, record, run, write
from tested_examples import example
from tested_examples.problem import Problem
from tested_examples.running import recording, transcript

SIMULATED = ("-m", "asyncio_timeline", "--simulated")

REFUSED = {
    "background/who_survives.py": "sockets",
    "executors/who_holds_the_lock.py": "how threads interrupt each other",
    "mistakes/blocking_calls.py": "subprocesses",
    "mistakes/destroyed_while_reading.py": "sockets",
}
"""The examples that are not simulated, and what in them cannot be."""

NEWEST = list(PYTHONS)[-1]


# -------------------------------------------------------------------------- the examples


@pytest.mark.parametrize("name", example.names(EXAMPLES))
def test_an_example_prints_its_transcript(name: str, tmp_path: Path) -> None:
    """The same lines, streams and exit status, on the oldest Python that the example runs on.

    On the newest, test_recorded_timelines compares the whole timeline as well.
    """
    shown = example.load(name, EXAMPLES)
    recorded = recording.read(shown, RECORDINGS)
    through = (*SIMULATED, "-o", str(tmp_path / "timeline.json"))
    fit = [version for version in PYTHONS if shown.runs_on(version)]
    if not fit:
        pytest.skip(f"needs Python {shown.requires_python}, which is not here")
    try:
        simulated = transcript.run(shown, PYTHONS[fit[0]], through=through)
    except Problem as problem:
        fail(problem)
    if name in REFUSED:
        said = "\n".join(line.text for line in simulated.lines)
        assert f"NotSimulated: not simulated: {REFUSED[name]}" in said
        return
    real = recorded.transcript(fit[0]) or transcript.run(shown, PYTHONS[fit[0]])
    assert [str(line) for line in simulated.lines] == [str(line) for line in real.lines]
    assert simulated.status == real.status


# ------------------------------------------------------------------------ small programs

PROGRAMS = {
    "equal sleeps end in the order in which they began": """
        import asyncio

        async def sleeper(n):
            await asyncio.sleep(0.05)
            print(n)

        async def main():
            await asyncio.gather(*(sleeper(n) for n in range(20)))

        asyncio.run(main())
        """,
    "time.sleep in a coroutine holds up the others": """
        import asyncio, time

        async def tick():
            for n in range(3):
                print("tick", n)
                await asyncio.sleep(0.05)

        async def main():
            task = asyncio.create_task(tick())
            await asyncio.sleep(0)
            time.sleep(0.3)
            print("slept")
            await task

        asyncio.run(main())
        """,
    "callbacks, timers and tasks take turns": """
        import asyncio

        async def task():
            print("task")
            await asyncio.sleep(0)
            print("task again")

        async def main():
            loop = asyncio.get_running_loop()
            loop.call_later(0.05, print, "later")
            loop.call_at(loop.time() + 0.02, print, "at")
            loop.call_soon(print, "soon")
            asyncio.create_task(task()).add_done_callback(lambda _: print("done"))
            loop.call_soon(print, "soon after")
            await asyncio.sleep(0.1)

        asyncio.run(main())
        """,
    "forgotten tasks are cancelled at exit": """
        import asyncio

        async def forgotten():
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                print("cancelled")
                raise
            finally:
                print("cleaned up")

        async def main():
            task = asyncio.create_task(forgotten())
            await asyncio.sleep(0)
            print("main ends")

        asyncio.run(main())
        print("program ends")
        """,
    "asyncio.run waits for the threads of its pool": """
        import asyncio, time

        def work():
            time.sleep(0.1)
            print("worked")

        async def main():
            asyncio.get_running_loop().run_in_executor(None, work)
            print("main ends")

        asyncio.run(main())
        print("program ends")
        """,
    "two threads share a list, and a lock": """
        import asyncio, threading, time

        lock, order = threading.Lock(), []

        def work(n):
            time.sleep(0.3 - n / 10)
            with lock:
                order.append(n)
                time.sleep(0.05)

        async def main():
            await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(3)))
            print(order)

        asyncio.run(main())
        """,
    "a thread asks the loop": """
        import asyncio

        async def answer():
            await asyncio.sleep(0.05)
            return 42

        def ask(loop):
            future = asyncio.run_coroutine_threadsafe(answer(), loop)
            print("thread:", future.result())

        async def main():
            await asyncio.to_thread(ask, asyncio.get_running_loop())

        asyncio.run(main())
        """,
    "a thread that the loop stops": """
        import asyncio, threading, time

        stop = threading.Event()

        def work():
            while not stop.is_set():
                time.sleep(0.01)
            print("stopped")

        async def main():
            thread = threading.Thread(target=work)
            thread.start()
            await asyncio.sleep(0.1)
            stop.set()
            thread.join()
            print(thread.is_alive(), thread.name)

        asyncio.run(main())
        """,
    "a producer thread, a consumer thread, a queue": """
        import queue, threading, time

        todo = queue.Queue(maxsize=1)

        def consume():
            while (item := todo.get()) is not None:
                time.sleep(0.05)
                print("consumed", item)
                todo.task_done()

        consumer = threading.Thread(target=consume)
        consumer.start()
        for n in range(3):
            todo.put(n)
            print("produced", n) if n == 0 else None
        todo.join()
        todo.put(None)
        consumer.join()
        print("end")
        """,
    "threads wait at a barrier, a semaphore, a condition, a timer": """
        import threading, time

        barrier, free = threading.Barrier(3), threading.Semaphore(1)
        changed, state = threading.Condition(), []

        def work(n):
            time.sleep(n / 20)
            barrier.wait()
            time.sleep(n / 20)
            with free:
                print(n)
                time.sleep(0.06)
            with changed:
                state.append(n)
                changed.notify_all()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        threading.Timer(0.2, print, ["timer"]).start()
        with changed:
            changed.wait_for(lambda: len(state) == 3)
        print(state)
        """,
    "a pool of threads: order, cancel, errors, shutdown": """
        import concurrent.futures as cf, time

        def work(n):
            time.sleep((3 - n) / 20)
            if n == 1:
                raise ValueError("one")
            return n

        with cf.ThreadPoolExecutor(1) as pool:
            futures = [pool.submit(work, n) for n in range(3)]
            last = pool.submit(work, 0)
            print("running cancelled:", futures[0].cancel(), "queued:", last.cancel())
            print(cf.wait(futures).done == set(futures))
            print(futures[0].result(), futures[1].exception(), futures[2].result())
        try:
            pool.submit(work, 0)
        except RuntimeError as error:
            print(error)
        with cf.ThreadPoolExecutor() as pool:
            try:
                print([f.result() for f in cf.as_completed([pool.submit(work, n) for n in (0, 2)])])
                pool.submit(time.sleep, 0.2).result(timeout=0.05)
            except TimeoutError as error:
                print(type(error).__name__)
            print(list(pool.map(work, (2, 0))))
        """,
    "an initializer, names of threads": """
        import asyncio, threading
        from concurrent.futures import ThreadPoolExecutor

        local = threading.local()

        def begin(value):
            print("begin", value, threading.current_thread().name)

        def name():
            return threading.current_thread().name

        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(1, initializer=begin, initargs=(7,)) as pool:
                print(await loop.run_in_executor(pool, name))
            with ThreadPoolExecutor(1, "mine") as pool:
                print(await loop.run_in_executor(pool, name))
            print(await asyncio.to_thread(name))
            thread = threading.Thread(target=print)
            print(thread.name)

        asyncio.run(main())
        """,
    "an initializer that fails": """
        import concurrent.futures as cf, logging

        logging.disable()

        def fail():
            raise OSError

        with cf.ThreadPoolExecutor(1, initializer=fail) as pool:
            try:
                pool.submit(print).result()
            except cf.BrokenExecutor as error:
                print(type(error).__name__, error)
        """,
    "a process pool": """
        import asyncio, os
        from concurrent.futures import ProcessPoolExecutor

        seen = []

        def work(n):
            seen.append(n)
            if n == 2:
                raise ValueError(n, os.getpid() > 0)
            return n, len(seen)

        async def main():
            loop = asyncio.get_running_loop()
            with ProcessPoolExecutor(1) as pool:
                for n in range(3):
                    try:
                        print(await loop.run_in_executor(pool, work, n))
                    except ValueError as error:
                        print(error, type(error.__cause__).__name__)
            print(seen)

        if __name__ == "__main__":
            asyncio.run(main())
        """,
    "a thread that fails": """
        import threading

        threading.excepthook = lambda args: print(args.exc_type.__name__, args.thread.name)

        def fail():
            raise KeyError

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        print("main goes on")
        """,
    "a loop in a thread": """
        import asyncio, threading

        async def inner():
            await asyncio.sleep(0.05)
            return "inner"

        async def main():
            ticks = asyncio.create_task(asyncio.sleep(0.02, "outer"))
            print(await asyncio.to_thread(asyncio.run, inner()))
            print(await ticks)

        asyncio.run(main())
        """,
    "a loop by hand": """
        import asyncio

        async def main():
            await asyncio.sleep(0.05)
            return 1

        loop = asyncio.new_event_loop()
        print(loop.run_until_complete(main()), loop.is_closed())
        loop.close()
        with asyncio.Runner() as runner:
            print(runner.run(main()), runner.run(main()))
        print(asyncio.run(main()))
        """,
    "asyncio.run in a loop": """
        import asyncio

        async def main():
            coroutine = asyncio.sleep(0)
            try:
                asyncio.run(coroutine)
            except RuntimeError as error:
                print(error)
            coroutine.close()

        asyncio.run(main())
        """,
    "the program watches the clock": """
        import asyncio, time

        async def main():
            start = time.perf_counter()
            while time.perf_counter() - start < 0.1:
                pass
            print(0.1 <= time.perf_counter() - start < 1)
            begin = time.monotonic()
            await asyncio.sleep(0.1)
            print(0.1 <= time.monotonic() - begin < 1, time.time() > 1e9)

        asyncio.run(main())
        """,
    "a loop that polls a thread without sleeping": """
        import asyncio, time

        async def main():
            work = asyncio.create_task(asyncio.to_thread(time.sleep, 0.05))
            while not work.done():
                await asyncio.sleep(0)
            print("done")

        asyncio.run(main())
        """,
    "the main thread watches the clock until another has worked": """
        import threading, time

        done = []

        def work():
            for n in range(3):
                time.sleep(0.02)
                done.append(n)

        threading.Thread(target=work).start()
        end = time.monotonic() + 1
        while len(done) < 3 and time.monotonic() < end:
            pass
        print("in time:", time.monotonic() < end, done)
        """,
    "threads that wait in comprehensions, with statements and lambdas": """
        import asyncio, contextlib, threading, time

        @contextlib.contextmanager
        def slow(name):
            yield name

        class Slow:
            def __enter__(self):
                time.sleep(0.02)
                return self

            def __exit__(self, kind, error, traceback):
                time.sleep(0.02)
                print("left because of", kind)
                return kind is KeyError

        def nap(n):
            time.sleep(n / 20)
            return n

        def work(n):
            with slow(n) as name, Slow():
                naps = [nap(n) for _ in range(2) if n]
                print(name, naps, {k: nap(k) for k in range(n)}, sorted({nap(1)}))
                if n == 2:
                    raise KeyError
                return "returned", n

        async def main():
            calls = [lambda n=n: work(n) for n in (1, 2, 4)]
            print(await asyncio.gather(*map(asyncio.to_thread, calls)))

        asyncio.run(main())
        """,
    "threads whose functions are nested, inherited, private, decorated": """
        import asyncio, functools, time

        def logged(function):
            @functools.wraps(function)
            def call(*args, **kwargs):
                print("call", function.__name__)
                return function(*args, **kwargs)
            return call

        class Base:
            def work(self, n):
                time.sleep(n / 20)
                return [n]

        class Photo(Base):
            __width = 7

            @logged
            def work(self, n, *, factor: int = 2):
                total = super().work(n)

                def add(more):
                    nonlocal total
                    time.sleep(0.01)
                    total = total + [more * factor, self.__width]
                    return len(total)

                assert add(1) == 3
                while (size := add(2)) < 5:
                    pass
                try:
                    return total, size, locals()["n"]
                finally:
                    time.sleep(0.1)
                    print("finally", n)

        async def main():
            photo = Photo()
            print(await asyncio.gather(*(asyncio.to_thread(photo.work, n) for n in (4, 1))))

        asyncio.run(main())
        """,
    "context variables in threads": """
        import asyncio, contextvars, threading

        name = contextvars.ContextVar("name", default="nobody")

        def read():
            seen = name.get()
            name.set("thread")
            return seen

        async def main():
            name.set("main")
            print(await asyncio.to_thread(read), name.get())
            print(await asyncio.get_running_loop().run_in_executor(None, read), name.get())

        asyncio.run(main())
        """,
}


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_order_is_that_of_the_real_loop(name: str, version: str, tmp_path: Path) -> None:
    """The same program, once as it is and once simulated."""
    python = PYTHONS[version]
    script = write(tmp_path, PROGRAMS[name])
    simulated = run(python, tmp_path, *SIMULATED, "-o", "timeline.json", script)
    for _ in range(3):  # a real thread may be late on a busy machine; a simulated one is not
        real = run(python, tmp_path, script)
        if real.stdout == simulated.stdout:
            break
    assert simulated.stdout == real.stdout
    assert (simulated.stderr, simulated.returncode) == (real.stderr, real.returncode)


LATE = {
    "a task that failed": """
        import asyncio

        async def fail():
            raise OSError

        async def main():
            asyncio.create_task(fail())
            await asyncio.sleep(0.01)
            print("main ends")

        asyncio.run(main())
        print("program ends")
        """,
    "a coroutine that nobody awaited": """
        import asyncio

        async def main():
            asyncio.sleep(1)
            print("main ends")

        asyncio.run(main())
        """,
}


@pytest.mark.parametrize("name", LATE)
def test_messages_of_asyncio_come_at_the_same_place(name: str, tmp_path: Path) -> None:
    """Both streams in one, as a terminal shows them; without the frames, which differ in paths."""
    script = write(tmp_path, LATE[name])

    def lines(*options: str) -> list[str]:
        command = [PYTHONS[NEWEST].path, "-u", *options, str(script)]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=60,
        )  # fmt: skip
        lines = [line.split(" at 0x")[0] for line in done.stdout.splitlines()]
        return [line for line in lines if not line.startswith(" ")]

    assert lines(*SIMULATED, "-o", "timeline.json") == lines()


# --------------------------------------------------------------------------- determinism


def test_the_same_program_gives_the_same_timeline(tmp_path: Path) -> None:
    """Byte by byte, on each run and on every Python, but for its version and executed lines."""
    source = PROGRAMS["two threads share a list, and a lock"]
    texts: set[str] = set()
    for python in PYTHONS.values():
        script, output = write(tmp_path, source), tmp_path / "timeline.json"
        again: set[bytes] = set()
        for _ in range(2):
            output.unlink(missing_ok=True)
            done = run(python, tmp_path, *SIMULATED, "-o", output, script)
            assert (done.returncode, done.stderr) == (0, "")
            again.add(output.read_bytes())
        assert len(again) == 1
        timeline = from_json(again.pop().decode())
        shown = (timeline.tasks, timeline.jobs, timeline.steps, timeline.prints)
        texts.add(repr([[_without_order(each) for each in table] for table in shown]))
    assert len(texts) == 1


def test_it_is_not_chance_when_garbage_is_collected(tmp_path: Path) -> None:
    """What is said of a destroyed task hangs on what the collector has seen before."""
    script = write(
        tmp_path,
        """
        import asyncio, gc, sys

        async def waits(event):
            await event.wait()

        async def main():
            asyncio.create_task(waits(asyncio.Event()))
            kept = [[] for _ in range(int(sys.argv[1]))]
            await asyncio.sleep(1)
            kept += [[] for _ in range(int(sys.argv[1]))]
            gc.collect()

        asyncio.run(main())
        """,
    )
    said = {
        re.sub("0x[0-9a-f]+", "0x", run(PYTHONS[NEWEST], tmp_path, *SIMULATED, script, more).stderr)
        for more in ("0", "1500", "3000", "9000")
    }
    assert len({text.partition("asyncio_timeline")[0] for text in said}) == 1
    assert "was destroyed" in said.pop()


def test_addresses_in_memory_are_no_part_of_it(tmp_path: Path) -> None:
    """They differ from run to run: the program prints its own, the timeline says `0x…`."""
    script, output = write(tmp_path, "print(object())\n"), tmp_path / "timeline.json"
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, "-o", output, script)
    assert re.fullmatch(r"<object object at 0x[0-9a-f]+>\n", done.stdout)
    assert "<object object at 0x…>" in output.read_text("utf-8")


@pytest.mark.skipif("3.14" not in PYTHONS, reason="needs Python 3.14")
def test_a_process_can_simulate_again(tmp_path: Path) -> None:
    """As a browser does: names and numbers start again with each run."""
    names = (
        "a pool of threads: order, cancel, errors, shutdown",
        "an initializer, names of threads",
    )
    script = write(tmp_path, "".join(dedent(PROGRAMS[name]) for name in names))
    twice = """
        import sys
        from pathlib import Path

        from asyncio_timeline.program.run import run
        from asyncio_timeline.timeline import to_json

        runs = [to_json(run(Path(sys.argv[1]), simulated=True).timeline) for _ in range(2)]
        print(runs[0] == runs[1], file=sys.stderr)
        """
    done = run(PYTHONS[NEWEST], tmp_path, write(tmp_path, twice, "twice.py"), script)
    assert (done.stderr, done.returncode) == ("True\n", 0)


@pytest.mark.parametrize("version", PYTHONS)
def test_what_waits_in_the_standard_library_can_be_suspended(version: str, tmp_path: Path) -> None:
    """On each Python its source is found and has the same functions as what runs."""
    source = """
        import asyncio, concurrent.futures.thread as pools, queue, threading

        from asyncio_timeline.simulation.suspending import suspendable

        suspendable.install()
        loop = asyncio.base_events.BaseEventLoop
        for each in (
            threading.Condition.wait, threading.Condition.wait_for, threading.Event.wait,
            threading.Semaphore.acquire, threading.Barrier.wait, threading.Timer.run,
            queue.Queue.get, queue.Queue.put, queue.Queue.join, queue._PySimpleQueue.get,
            pools._worker, pools._WorkItem.run, pools.ThreadPoolExecutor.submit,
            pools.ThreadPoolExecutor.shutdown, pools._base.Future.result, pools._base.wait,
            asyncio.run, asyncio.Runner.run, asyncio.Runner.close,
            loop.run_until_complete, loop.run_forever, loop._run_once,
        ):
            assert suspendable.plan(each) is not each, each
        """
    done = run(PYTHONS[version], tmp_path, write(tmp_path, source))
    assert (done.stderr, done.returncode) == ("", 0)


def test_no_real_threads_are_needed(tmp_path: Path) -> None:
    """Nor multiprocessing or subinterpreters: a browser has none of them."""
    source = """
        import _thread, sys, threading

        for name in ("multiprocessing", "_multiprocessing", "_interpreters", "_interpqueues"):
            sys.modules[name] = None
        for owner in (_thread, threading):
            for name in ("start_new_thread", "start_joinable_thread"):
                for each in (name, f"_{name}"):
                    if hasattr(owner, each):
                        setattr(owner, each, None)
        from asyncio_timeline.command import main

        sys.exit(main(["--simulated", "-o", "timeline.json", *sys.argv[1:]]))
        """
    browser = write(tmp_path, source, "browser.py")
    for name in ("a process pool", "two threads share a list, and a lock"):
        script = write(tmp_path, PROGRAMS[name])
        expected = run(PYTHONS[NEWEST], tmp_path, script).stdout
        done = run(PYTHONS[NEWEST], tmp_path, browser, script)
        assert (done.stdout, done.stderr) == (expected, "")


def _without_order(record: object) -> str:
    """A record without the places in the order, which lines take part in from 3.12 on."""
    return re.sub(r"order=\d+", "", repr(record))


def test_a_timeline_of_a_simulated_run(tmp_path: Path) -> None:
    """Jobs have lanes, callers and ends; times are simulated seconds."""
    timeline = record(
        NEWEST,
        tmp_path,
        """\
        import asyncio, time

        def work():
            time.sleep(0.2)
            print("worked")

        async def main():
            await asyncio.to_thread(work)

        asyncio.run(main())
        """,
        "--simulated",
    )
    assert timeline.simulated
    (job,) = timeline.jobs
    assert (job.kind, job.function, job.task, job.line, job.lane, job.outcome) == (
        "thread", "work", 0, 8, "asyncio_0", "result",
    )  # fmt: skip
    assert job.start
    assert job.end
    assert (job.start.time, job.end.time) == (0.0, 0.2001)
    assert [(each.text, each.job, each.step, each.at.time) for each in timeline.prints] == [
        ("worked", 0, None, 0.2001)
    ]
    first, last = timeline.steps
    assert first.wait
    assert (first.wait.what, first.wait.job) == ("executor job", 0)
    assert (last.cause.kind, last.cause.index) == ("job", 0)


# -------------------------------------------------------------------------------- limits

ENDLESS = {
    "a coroutine that spins": (
        "async def main():\n    while True:\n        await asyncio.sleep(0)",
        "stopped after 20000 turns of the event loop",
    ),
    "a coroutine that sleeps for ever": (
        "async def main():\n    while True:\n        await asyncio.sleep(1)",
        "stopped after 3600 simulated seconds",
    ),
    "a future that nobody completes": (
        "async def main():\n    await asyncio.get_running_loop().create_future()",
        "deadlock: every task is waiting and nothing can wake them: Task-1",
    ),
    "a thread that nobody wakes": (
        "async def main():\n    await asyncio.to_thread(threading.Event().wait)",
        "deadlock: every task is waiting and nothing can wake them: Task-1",
    ),
    "prints without end": (
        "async def main():\n    while True:\n        print('flood')",
        "stopped after 200000 characters of output",
    ),
    "tasks that create tasks": (
        "async def main():\n"
        "    while True:\n"
        "        asyncio.create_task(main())\n"
        "        asyncio.create_task(main())\n"
        "        await asyncio.sleep(0.01)",
        "stopped after 12000 tasks",
    ),
}


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("name", ENDLESS)
def test_a_program_without_end_is_stopped(name: str, version: str, tmp_path: Path) -> None:
    """It ends as if Ctrl-C had been pressed, and says which limit it reached."""
    source, message = ENDLESS[name]
    script = write(tmp_path, f"import asyncio, threading\n\n{source}\n\nasyncio.run(main())\n")
    done = run(PYTHONS[version], tmp_path, *SIMULATED, "-o", "timeline.json", script)
    assert f"Stopped: {message}" in done.stderr
    assert done.returncode
    assert (tmp_path / "timeline.json").exists()


SPINNING = {
    "in a coroutine": "async def main():\n    while True:\n        pass\n\nasyncio.run(main())",
    "in a thread": "def f():\n    while True:\n        pass\n\nasyncio.run(asyncio.to_thread(f))",
    "in a comprehension": "print([0 for _ in iter(int, 1)])",
    "that handles every Exception": (
        "while True:\n    try:\n        1 / 0\n    except Exception:\n        pass"
    ),
}


WATCHED = [version for version in PYTHONS if version != "3.11"]
"""The Pythons that have sys.monitoring, which sees Python code that goes round and round."""

SOON = """\
import runpy, sys
from asyncio_timeline.simulation.simulate import Limits, simulation

with simulation(limits=Limits(python_seconds=0.2)):
    runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""The limit is 5 seconds, as test_run_in_page sees. The tests have no such patience."""


@pytest.mark.parametrize("version", dict.fromkeys((*WATCHED[:1], *WATCHED[-1:])))
@pytest.mark.parametrize("name", SPINNING)
def test_python_code_without_end_is_stopped(name: str, version: str, tmp_path: Path) -> None:
    """As a browser does it."""
    script = write(tmp_path, f"import asyncio\n{SPINNING[name]}\n")
    done = run(PYTHONS[version], tmp_path, "-c", SOON, script)
    assert done.stderr.endswith("Stopped: stopped after 0.2 seconds of Python code\n")


@pytest.mark.skipif("3.14" not in PYTHONS, reason="needs Python 3.14")
def test_what_is_stopped_can_clean_up(tmp_path: Path) -> None:
    """Before 3.14 CPython may raise a callback's exception behind the `try` that it belongs to."""
    source = """
        import asyncio

        async def main():
            try:
                while True:
                    pass
            finally:
                print("cleaned up")

        asyncio.run(main())
        """
    done = run(PYTHONS[NEWEST], tmp_path, "-c", SOON, write(tmp_path, source))
    assert done.stdout == "cleaned up\n"
    assert "Stopped: stopped after 0.2 seconds of Python code" in done.stderr


def test_a_deadlock_names_the_tasks(tmp_path: Path) -> None:
    """In the order of their names."""
    source = """
        import asyncio

        async def wait(event):
            await event.wait()

        async def main():
            event = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                group.create_task(wait(event))
                group.create_task(wait(event), name="reader")

        asyncio.run(main())
        """
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, write(tmp_path, source))
    assert "nothing can wake them: Task-1, Task-2, reader" in done.stderr


# -------------------------------------------------------------------------- not simulated

NOT_SIMULATED = {
    "socket.socket()": "sockets (socket.socket)",
    "socket.create_connection(('localhost', 80))": "the network (socket.getaddrinfo)",
    "urllib.request.urlopen('http://localhost')": "the network (socket.getaddrinfo)",
    "subprocess.run(['true'])": "subprocesses (subprocess.Popen)",
    "os.system('true')": "processes of the operating system (os.system)",
    "asyncio.run(asyncio.create_subprocess_exec('true'))": "subprocesses (loop.subprocess_exec)",
    "asyncio.run(asyncio.open_connection('localhost', 80))": "sockets (loop.create_connection)",
    "asyncio.run(asyncio.start_server(print, port=80))": "sockets (loop.create_server)",
    "sys.setswitchinterval(1)": "how threads interrupt each other (sys.setswitchinterval)",
    "asyncio.new_event_loop().add_signal_handler(2, print)": "signals (loop.add_signal_handler)",
    "multiprocessing.Process(target=print).start()": "multiprocessing.Process",
}


@pytest.mark.parametrize("code", NOT_SIMULATED)
@pytest.mark.filterwarnings("ignore")
def test_what_is_not_simulated_says_so(code: str) -> None:
    """Where it is met, in one sentence, with a way on."""
    import asyncio
    import multiprocessing
    import os
    import socket
    import urllib.request

    names = {
        "asyncio": asyncio, "multiprocessing": multiprocessing, "os": os, "socket": socket,
        "subprocess": subprocess, "sys": sys, "urllib": urllib,
    }  # fmt: skip
    with simulation(), pytest.raises(NotSimulated) as raised:
        exec(code, names)
    what, _, instead = str(raised.value).partition("; ")
    assert what == f"not simulated: {NOT_SIMULATED[code]}"
    assert instead.startswith(("run the script without", "use concurrent.futures"))


def test_threads_that_cannot_take_turns_say_so(tmp_path: Path) -> None:
    """A thread that sleeps where it cannot be suspended holds up everybody else."""
    source = """
        import asyncio, time

        def work(seconds):
            sorted([seconds, 0], key=time.sleep)

        async def main():
            await asyncio.gather(asyncio.to_thread(work, 0.1), asyncio.to_thread(work, 0.2))

        asyncio.run(main())
        """
    done = run(PYTHONS[NEWEST], tmp_path, *SIMULATED, write(tmp_path, source))
    assert "NotSimulated: not simulated: MainThread should go on, but asyncio_0" in done.stderr


# ------------------------------------------------------------------------------ cleaning up


def test_everything_is_as_before() -> None:
    """After a simulation: clocks, locks, threads, loops and pools are the real ones."""
    import asyncio
    import builtins
    import concurrent.futures
    import threading
    import time

    def names() -> list[object]:
        return [
            time.monotonic, time.sleep, threading.Lock, threading.Thread.start, asyncio.run,
            asyncio.new_event_loop, concurrent.futures.ThreadPoolExecutor.submit,
            concurrent.futures.ProcessPoolExecutor, sys.stdout.write, sorted(dir(builtins)),
            sys.setswitchinterval, subprocess.Popen.__init__,
        ]  # fmt: skip

    before = names()
    with Simulation():
        assert names() != before
        asyncio.run(asyncio.to_thread(time.sleep, 1000))
    assert names() == before
    assert asyncio.run(asyncio.to_thread(threading.get_ident)) != threading.get_ident()
