"""Sleeps for half an hour, half of it in a thread."""

import asyncio
import time


async def main() -> None:
    await asyncio.sleep(1000)
    await asyncio.to_thread(time.sleep, 1000)
    print("done")


asyncio.run(main())
