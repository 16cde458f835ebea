"""Waits for one thing after another."""

import asyncio
import threading
from collections.abc import AsyncIterator


async def child() -> None:
    await asyncio.sleep(0.01)


async def numbers() -> AsyncIterator[int]:
    await asyncio.sleep(0)
    yield 1


async def main() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    await child()
    await asyncio.create_task(child())
    await asyncio.gather(child(), child())
    await asyncio.wait([asyncio.create_task(child())])
    await asyncio.shield(child())
    async with asyncio.TaskGroup() as group:
        group.create_task(child())
        group.create_task(child())
    for each in asyncio.as_completed([child()]):
        await each
    async for _ in numbers():
        pass
    queue = asyncio.Queue[int]()
    event, lock = asyncio.Event(), asyncio.Lock()
    loop = asyncio.get_running_loop()
    loop.call_later(0.01, queue.put_nowait, 1)
    await queue.get()
    loop.call_later(0.01, event.set)
    await event.wait()
    await lock.acquire()
    loop.call_later(0.01, lock.release)
    async with lock:
        pass
    future = loop.create_future()
    loop.call_later(0.01, future.set_result, None)
    await future
    released = threading.Event()
    loop.call_later(0.01, released.set)
    await asyncio.to_thread(released.wait)


asyncio.run(main())
