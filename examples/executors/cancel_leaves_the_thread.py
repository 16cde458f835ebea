"""Cancelling ends the wait for a thread; the thread works on."""

import asyncio
import threading

started, cancelled = threading.Event(), threading.Event()


def resize() -> None:
    print("thread: resizing")
    started.set()
    cancelled.wait(timeout=5)
    print("thread: photo resized all the same")


async def main() -> None:
    resizing = asyncio.create_task(asyncio.to_thread(resize))
    await asyncio.to_thread(started.wait)
    resizing.cancel()
    await asyncio.wait({resizing})
    print("main: cancelled?", resizing.cancelled())
    cancelled.set()


if __name__ == "__main__":
    asyncio.run(main())
    print("after asyncio.run")
