"""More lines than are recorded, and a step after them."""

import asyncio


async def main() -> None:
    total = 0
    for n in range(30_000):
        total += n
    await asyncio.sleep(0)
    print(total)


asyncio.run(main())
