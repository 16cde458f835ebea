"""A thread that waits on an `Event`, not in `sleep`, stops at once."""

import asyncio
import threading


def look_for_replies(stop: threading.Event) -> None:
    print("thread: looking for replies")
    while not stop.wait(timeout=60):
        print("thread: looking again")
    print("thread: stopped")


async def main() -> None:
    stop = threading.Event()
    looking = asyncio.create_task(
        asyncio.to_thread(look_for_replies, stop)
    )
    await asyncio.sleep(0.1)
    print("main: stop")
    stop.set()
    await looking


if __name__ == "__main__":
    asyncio.run(main())
