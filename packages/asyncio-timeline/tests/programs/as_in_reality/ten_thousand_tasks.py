"""More than a page could show."""

import asyncio


async def work(number: int) -> int:
    await asyncio.sleep(number % 3 / 20)
    return number


async def main() -> None:
    print(sum(await asyncio.gather(*(work(number) for number in range(13_000)))))


asyncio.run(main())
