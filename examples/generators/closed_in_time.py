"""`aclosing` closes an async generator where the block ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing


async def read_replies() -> AsyncGenerator[str, None]:
    try:
        for number in (1, 2, 3):
            await asyncio.sleep(0.05)
            yield f"reply {number}"
    finally:
        print("replies: closing the connection")
        await asyncio.sleep(0.05)
        print("replies: closed")


async def main() -> None:
    async with aclosing(read_replies()) as replies:
        async for reply in replies:
            print("main:", reply)
            break
    print("main: has one reply")


if __name__ == "__main__":
    asyncio.run(main())
