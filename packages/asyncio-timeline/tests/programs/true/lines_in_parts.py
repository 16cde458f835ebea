"""Two tasks write one line together, one writes a line in two steps, and one has no end."""

import asyncio


async def dot(mark: str) -> None:
    print(mark, end="")
    await asyncio.sleep(0)


async def main() -> None:
    await asyncio.gather(dot("a"), dot("b"))
    print("c")
    print("one ", end="")
    await asyncio.sleep(0)
    print("line")
    print("no end", end="")


asyncio.run(main())
