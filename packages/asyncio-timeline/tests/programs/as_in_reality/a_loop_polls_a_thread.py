"""A loop that polls a thread without sleeping."""

import asyncio
import time


async def main() -> None:
    work = asyncio.create_task(asyncio.to_thread(time.sleep, 0.05))
    while not work.done():  # noqa: ASYNC110
        await asyncio.sleep(0)
    print("done")


asyncio.run(main())
