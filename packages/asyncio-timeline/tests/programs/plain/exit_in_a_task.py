"""`sys.exit` in a task that nobody awaits: its traceback is logged."""

import asyncio
import sys


async def quits() -> None:
    sys.exit(3)


async def main() -> None:
    task = asyncio.create_task(quits())
    await asyncio.sleep(1)
    print(task)


asyncio.run(main())
