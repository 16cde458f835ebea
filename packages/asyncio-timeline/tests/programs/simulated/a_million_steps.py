"""A million steps: a page would have stopped it after 20,000."""

import asyncio


async def work() -> None:
    for _ in range(10_000):
        await asyncio.sleep(0)


async def main() -> None:
    await asyncio.gather(*(work() for _ in range(100)))
    await asyncio.sleep(86_400)
    print("a day later")


asyncio.run(main())
