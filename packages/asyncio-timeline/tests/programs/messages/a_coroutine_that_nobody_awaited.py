"""Asyncio's warning about a coroutine that nobody awaited."""

import asyncio


async def main() -> None:
    asyncio.sleep(1)  # type: ignore[unused-coroutine]
    print("main ends")


asyncio.run(main())
