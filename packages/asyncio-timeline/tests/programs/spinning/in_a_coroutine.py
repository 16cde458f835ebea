"""A coroutine that spins."""

import asyncio


async def main() -> None:
    while True:
        pass


asyncio.run(main())
