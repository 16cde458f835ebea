"""A coroutine that lets the others run, again and again."""

import asyncio


async def main() -> None:
    while True:  # noqa: ASYNC110
        await asyncio.sleep(0)


asyncio.run(main())
