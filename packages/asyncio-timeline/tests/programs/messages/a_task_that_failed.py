"""Asyncio's message about a failure that nobody asked for."""

import asyncio
from typing import Never


async def fail() -> Never:
    raise OSError


async def main() -> None:
    asyncio.create_task(fail())  # noqa: RUF006
    await asyncio.sleep(0.01)
    print("main ends")


asyncio.run(main())
print("program ends")
