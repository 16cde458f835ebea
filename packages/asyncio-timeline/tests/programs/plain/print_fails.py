"""Exceptions that pass through `print`, shown by `traceback` and by asyncio's log."""

import asyncio
import traceback


async def prints() -> None:
    print("\ud800")


async def main() -> None:
    task = asyncio.create_task(prints())
    await asyncio.sleep(0.01)
    try:
        print("\ud800")
    except UnicodeEncodeError:
        traceback.print_exc()
    del task


asyncio.run(main())
