"""Prints without end."""

import asyncio


async def main() -> None:
    while True:
        print("flood")


asyncio.run(main())
