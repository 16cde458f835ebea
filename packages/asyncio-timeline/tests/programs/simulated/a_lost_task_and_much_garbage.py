"""Loses a task, and makes as much garbage as its argument says."""

import asyncio
import gc
import sys


async def waits(event: asyncio.Event) -> None:
    await event.wait()


async def main() -> None:
    asyncio.create_task(waits(asyncio.Event()))  # noqa: RUF006
    kept: list[list[int]] = [[] for _ in range(int(sys.argv[1]))]
    await asyncio.sleep(1)
    kept += [[] for _ in range(int(sys.argv[1]))]
    gc.collect()


asyncio.run(main())
