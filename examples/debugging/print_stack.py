"""`print_stack` shows the line at which a task waits."""

import asyncio
import sys


async def read_replies() -> None:
    await asyncio.Event().wait()


async def main() -> None:
    reading = asyncio.create_task(read_replies(), name="replies")
    await asyncio.sleep(0.05)
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            print(task.get_name())
            task.print_stack(file=sys.stdout)
    reading.cancel()


if __name__ == "__main__":
    asyncio.run(main())
