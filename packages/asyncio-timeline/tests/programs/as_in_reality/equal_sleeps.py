"""Equal sleeps end in the order in which they began."""

import asyncio


async def sleeper(n: int) -> None:
    await asyncio.sleep(0.05)
    print(n)


async def main() -> None:
    await asyncio.gather(*(sleeper(n) for n in range(20)))


asyncio.run(main())
