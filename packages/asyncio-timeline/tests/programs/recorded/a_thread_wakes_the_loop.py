"""A thread of the program's own wakes the loop."""

import asyncio
import threading


def tell(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    print("telling")
    loop.call_soon_threadsafe(event.set)


async def main() -> None:
    event = asyncio.Event()
    threading.Thread(target=tell, args=(asyncio.get_running_loop(), event), name="teller").start()
    await event.wait()


asyncio.run(main())
