"""A call in a thread."""

import asyncio
import time


def work() -> None:
    time.sleep(0.2)
    print("worked")


async def main() -> None:
    await asyncio.to_thread(work)


asyncio.run(main())
