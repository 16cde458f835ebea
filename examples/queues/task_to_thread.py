"""A `queue.Queue` takes items from a task to a thread that waits."""

import asyncio
import queue
import time


def write_log(lines: queue.Queue[str | None]) -> None:
    while (line := lines.get()) is not None:
        time.sleep(0.1)  # a slow disk
        print("thread: wrote", line)


async def main() -> None:
    lines = queue.Queue[str | None]()
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(write_log, lines))
        for reader in ("Ada", "Bob"):
            lines.put(f"{reader} was here")
            print("main: served", reader)
        lines.put(None)
    print("main: all written")


if __name__ == "__main__":
    asyncio.run(main())
