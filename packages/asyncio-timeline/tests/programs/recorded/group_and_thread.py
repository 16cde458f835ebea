"""A group of tasks, then a thread."""

import asyncio
import time


async def tweet(n: int) -> None:
    await asyncio.sleep(n / 20)
    print("tweet", n)


def end() -> None:
    time.sleep(0.02)
    print("end")


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        for n in range(3):
            group.create_task(tweet(n))
    await asyncio.to_thread(end)


asyncio.run(main())
