"""A coroutine that sleeps for ever."""

import asyncio


async def main() -> None:
    while True:  # noqa: ASYNC110
        await asyncio.sleep(1)


asyncio.run(main())
