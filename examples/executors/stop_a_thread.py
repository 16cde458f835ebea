"""A cancelled task stops its thread with an `Event` it looks at."""

import asyncio
import threading
import time


def resize_photos(stop: threading.Event) -> None:
    print("thread: resizing")
    while not stop.is_set():
        time.sleep(0.01)  # one photo
    print("thread: stopped after the photo in hand")


async def resize_until_cancelled() -> None:
    stop = threading.Event()
    try:
        await asyncio.to_thread(resize_photos, stop)
    finally:
        stop.set()


async def main() -> None:
    resizing = asyncio.create_task(resize_until_cancelled())
    await asyncio.sleep(0.1)
    print("main: the reader has left")
    resizing.cancel()
    await asyncio.wait({resizing})


if __name__ == "__main__":
    asyncio.run(main())
