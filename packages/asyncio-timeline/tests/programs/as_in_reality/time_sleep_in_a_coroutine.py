"""`time.sleep` in a coroutine holds up the others."""

import asyncio
import time


async def tick() -> None:
    for n in range(3):
        print("tick", n)
        await asyncio.sleep(0.05)


async def main() -> None:
    task = asyncio.create_task(tick())
    await asyncio.sleep(0)
    time.sleep(0.3)  # noqa: ASYNC251
    print("slept")
    await task


asyncio.run(main())
