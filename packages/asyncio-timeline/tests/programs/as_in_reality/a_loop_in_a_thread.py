"""A loop in a thread."""

import asyncio


async def inner() -> str:
    await asyncio.sleep(0.05)
    return "inner"


async def main() -> None:
    ticks = asyncio.create_task(asyncio.sleep(0.02, "outer"))
    print(await asyncio.to_thread(asyncio.run, inner()))
    print(await ticks)


asyncio.run(main())
