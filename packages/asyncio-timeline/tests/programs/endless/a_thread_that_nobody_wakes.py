"""A thread that nobody wakes."""

import asyncio
import threading


async def main() -> None:
    await asyncio.to_thread(threading.Event().wait)


asyncio.run(main())
