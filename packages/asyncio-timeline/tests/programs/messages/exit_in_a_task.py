"""`sys.exit` in a task that nobody awaits ends the program, and asyncio logs it."""

import asyncio
import sys


async def leave() -> None:
    sys.exit(3)


async def main() -> None:
    task = asyncio.create_task(leave())
    print("begins")
    await asyncio.sleep(1)
    print(task)


asyncio.run(main())
