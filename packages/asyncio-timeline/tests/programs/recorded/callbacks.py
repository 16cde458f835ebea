"""Callbacks of the program: soon, later, and when a task is done."""

import asyncio
import functools


def own(event: asyncio.Event) -> None:
    print("own")
    event.set()


async def child() -> None:
    pass


async def main() -> None:
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    loop.call_soon(own, event)
    await event.wait()
    event.clear()
    loop.call_later(0.01, functools.partial(own, event))
    await event.wait()
    event.clear()
    task = asyncio.create_task(child())
    task.add_done_callback(lambda task: own(event))
    await event.wait()
    await asyncio.gather(child(), child())


asyncio.run(main())
