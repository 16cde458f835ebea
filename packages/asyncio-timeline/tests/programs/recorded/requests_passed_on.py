"""Cancelled tasks pass it on to what they await, unless that is shielded."""

import asyncio


async def waits() -> None:
    await asyncio.Event().wait()


async def awaits(task: asyncio.Task[None]) -> None:
    await task


async def main() -> None:
    inner = asyncio.create_task(waits())
    outer = asyncio.create_task(awaits(inner))
    outermost = asyncio.create_task(awaits(outer))
    await asyncio.sleep(0)
    outermost.cancel()
    await asyncio.wait([outermost])
    first, second = asyncio.create_task(waits()), asyncio.create_task(waits())
    await asyncio.sleep(0)
    first.cancel()
    try:
        async with asyncio.timeout(0.02):
            await asyncio.gather(waits(), asyncio.shield(second))
    except TimeoutError:
        pass


asyncio.run(main())
