"""Prints what a program can know of itself.

Reprs, stacks, call graphs, reference counts, what the collector and the interpreter's end say.
"""

# mypy: disable-error-code="attr-defined, union-attr"
import asyncio
import atexit
import gc
import sys
import threading
import traceback
import weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
from typing import Any, Never

stdout: dict[str, Any] = {"file": sys.stdout}


async def child(seconds: float = 0.01) -> float:
    await asyncio.sleep(seconds)
    return seconds


async def parent() -> float:
    return await asyncio.create_task(child())


async def fails() -> Never:
    raise ValueError("lost")


async def waits_for_ever() -> None:
    await asyncio.get_running_loop().create_future()


async def shows_its_stack() -> None:
    traceback.print_stack(**stdout)
    print([frame.f_code.co_name for frame in asyncio.current_task().get_stack()])


async def eager() -> None:
    print("eager", asyncio.current_task().get_name())
    traceback.print_stack(**stdout)
    await asyncio.sleep(0)
    print(repr(asyncio.create_task(eager_and_done())))


async def eager_and_done() -> None:
    print("done at once")


def callback(*arguments: object) -> None:
    print("callback", len(arguments))
    traceback.print_stack(**stdout)


def raises() -> Never:
    raise RuntimeError("raised")


def job() -> str:
    traceback.print_stack(**stdout)
    return threading.current_thread().name


async def main() -> None:
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

    asyncio.create_task(fails())  # noqa: RUF006
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
        eager_task = asyncio.create_task(eager())
        print(repr(eager_task))
        await eager_task
        print(asyncio.create_task(eager_and_done()).done())
        try:
            await asyncio.create_task(fails())
        except ValueError:
            traceback.print_exc(**stdout)
        loop.set_task_factory(None)

    loop.set_exception_handler(lambda loop, said: print(said["message"], sorted(said)))
    forgotten = asyncio.create_task(waits_for_ever())
    await asyncio.sleep(0)
    del forgotten
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
    left = asyncio.create_task(child(5))  # noqa: F841, RUF006


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
    print(1 / 0)
