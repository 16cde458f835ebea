"""More steps than are recorded, and a task after them."""

import asyncio


async def main() -> None:
    for _ in range(40_000):
        await asyncio.sleep(0)
    print("done")
    await asyncio.create_task(asyncio.sleep(0))


asyncio.run(main())
