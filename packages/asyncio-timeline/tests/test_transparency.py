"""Promise: a program prints the same, and ends the same, with and without the recorder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.late import LATE, in_time
from support.project import EXAMPLES, PYTHONS, RECORDINGS, fail
from support.recorded import run, write
from tested_examples import example
from tested_examples.running import normalising, recording

NEWEST = list(PYTHONS)[-1]
"""The Python that every example is recorded on. All see the program below, which asks more."""

EXCEPTIONS: dict[str, str] = {}
"""Examples that print something else when they are recorded, and why that cannot be helped."""

PRINTED_ELSEWHERE: dict[str, str] = {
    "mistakes/blocking_calls.py": "it runs another process, which prints",
    "mistakes/process_without_guard.py": "worker processes print tracebacks of their own",
}
"""Examples of which not each line is a print of the recorded process, and who prints them."""


@pytest.mark.parametrize("name", example.names(EXAMPLES))
def test_example(name: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Same lines, streams, order and exit status; and a timeline that holds what was printed."""
    shown = example.load(name, EXAMPLES)
    if not shown.runs_on(NEWEST):
        pytest.skip(f"needs Python {shown.requires_python}; the newest found is {NEWEST}")
    plain = recording.read(shown, RECORDINGS).transcript(NEWEST)
    if plain is None:
        pytest.skip(f"not yet recorded on Python {NEWEST}, as the tests of its transcript say")
    if name in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[name])
    output = tmp_path / "timeline.json"
    through = ["-m", "asyncio_timeline", "-o", str(output)]
    recorded, late = in_time(shown, PYTHONS[NEWEST], plain, through=through)
    if late:
        record_property(LATE, f"{name}, recorded, on Python {NEWEST}")
    problem = recording.compare(shown, plain, recorded, f"{NEWEST}, recorded")
    if problem:
        fail(problem)
    timeline = from_json(output.read_text("utf-8"))
    lines = [normalising.OutputLine(each.stream, each.text) for each in timeline.prints]
    told = normalising.normalise(lines, plain.status, shown.path.resolve())
    missing = Counter(plain.lines) - Counter(told.lines)
    assert PRINTED_ELSEWHERE.get(name, "") or not missing, "printed, but not in the timeline"
    assert [task.id for task in timeline.tasks] == list(range(len(timeline.tasks)))


def test_exceptions_are_examples() -> None:
    """An exception whose example is gone is to go, too."""
    assert EXCEPTIONS.keys() | PRINTED_ELSEWHERE.keys() <= set(example.names(EXAMPLES))


# What programs can print about themselves: reprs, stacks, call graphs, reference counts, what the
# collector and the interpreter's end say.
PROBE = """\
import asyncio, atexit, gc, sys, threading, traceback, weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait

stdout = {"file": sys.stdout}

async def child(seconds=0.01):
    await asyncio.sleep(seconds)
    return seconds

async def parent():
    return await asyncio.create_task(child())

async def fails():
    raise ValueError("lost")

async def waits_for_ever():
    await asyncio.get_running_loop().create_future()

async def shows_its_stack():
    traceback.print_stack(**stdout)
    print([frame.f_code.co_name for frame in asyncio.current_task().get_stack()])

async def eager():
    print("eager", asyncio.current_task().get_name())
    traceback.print_stack(**stdout)
    await asyncio.sleep(0)
    print(repr(asyncio.create_task(eager_and_done())))

async def eager_and_done():
    print("done at once")

def callback(*arguments):
    print("callback", len(arguments))
    traceback.print_stack(**stdout)

def raises():
    raise RuntimeError("raised")

def job():
    traceback.print_stack(**stdout)
    return threading.current_thread().name

async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 60  # a busy machine is no part of what is compared
    task = asyncio.create_task(child(), name="task")
    print(repr(task), task.get_coro().__qualname__, task.get_stack(), sys.getrefcount(task))
    await asyncio.sleep(0)
    print(repr(task))
    task.print_stack(**stdout)
    task.add_done_callback(callback)
    print(repr(task))
    await task
    print(repr(task))
    await asyncio.create_task(shows_its_stack())

    asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
    lost = weakref.ref(asyncio.create_task(waits_for_ever()))
    await asyncio.sleep(0)
    gc.collect()
    print("collected:", lost() is None)

    loop.call_soon(raises)
    loop.call_later(0.01, callback)
    await asyncio.sleep(0.02)
    await asyncio.to_thread(job)
    try:
        await asyncio.to_thread(raises)
    except RuntimeError:
        traceback.print_exc(**stdout)
    timer = loop.call_later(1, callback, 2)
    print(repr(timer))
    timer.cancel()
    print(repr(timer))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError:
        traceback.print_exc(**stdout)

    if hasattr(asyncio, "print_call_graph"):
        task = asyncio.create_task(parent())
        await asyncio.sleep(0.001)
        asyncio.print_call_graph(task, **stdout)
        asyncio.print_call_graph(**stdout)
    if hasattr(asyncio, "eager_task_factory"):
        loop.set_task_factory(asyncio.eager_task_factory)
        task = asyncio.create_task(eager())
        print(repr(task))
        await task
        print(asyncio.create_task(eager_and_done()).done())
        try:
            await asyncio.create_task(fails())
        except ValueError:
            traceback.print_exc(**stdout)
        loop.set_task_factory(None)

    loop.set_exception_handler(lambda loop, said: print(said["message"], sorted(said)))
    lost = asyncio.create_task(waits_for_ever())
    await asyncio.sleep(0)
    del lost
    gc.collect()
    with ThreadPoolExecutor(1) as pool:
        print(pool.submit(job).result())
        future = pool.submit(raises)
        wait([future])  # `result` has other lines in a traceback if it has to wait
        try:
            future.result()
        except RuntimeError:
            traceback.print_exc(**stdout)
        print(repr(future))
    left = asyncio.create_task(child(5))

atexit.register(print, "the end")
if __name__ == "__main__":
    asyncio.run(main(), debug="debug" in sys.argv)
    thread = threading.Thread(target=job)
    thread.start()
    thread.join()
    thread = threading.Thread(target=raises, name="raises")
    thread.start()
    thread.join()  # a fork while it prints would leave the lock of stderr locked in the child
    with ProcessPoolExecutor(1) as pool:
        for function in (raises, lambda: 1):
            future = pool.submit(function)
            wait([future])
            try:
                future.result()
            except Exception:
                traceback.print_exc(**stdout)
    print(sys.argv[1:], __name__, __file__ == sys.argv[0], __spec__, __package__, sys.path[0])
    1 / 0
"""


@pytest.mark.parametrize("mode", ["plain", "debug"])
@pytest.mark.parametrize("version", PYTHONS)
def test_what_a_program_can_see(version: str, mode: str, tmp_path: Path) -> None:
    """To the character, on every Python, in asyncio's debug mode as well."""
    script = write(tmp_path, PROBE)
    plain = run(PYTHONS[version], tmp_path, script, mode)
    output = tmp_path / "timeline.json"
    recorded = run(PYTHONS[version], tmp_path, "-m", "asyncio_timeline", "-o", output, script, mode)
    assert _stable(recorded.stdout) == _stable(plain.stdout)
    assert _stable(recorded.stderr) == _stable(plain.stderr)
    assert recorded.returncode == plain.returncode == 1
    assert "was never retrieved" in plain.stderr
    assert "the end" in plain.stdout
    assert from_json(output.read_text("utf-8")).prints[-1].text == "the end"


def _stable(text: str) -> str:
    """Without what no two runs share: addresses, readings of the clock."""
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"\b(when=|took |line )?\d+\.\d{3,}", "0", text)
