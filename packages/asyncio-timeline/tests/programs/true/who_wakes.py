"""A pipe becomes readable long after another task has registered for it, and is done."""

import asyncio
import os
import threading


async def register(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    loop.add_reader(reads, event.set)


async def main() -> None:
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    await asyncio.create_task(register(loop, event), name="registers")
    threading.Timer(0.1, os.write, (writes, b"x")).start()
    await event.wait()
    loop.remove_reader(reads)


reads, writes = os.pipe()
asyncio.run(main())
