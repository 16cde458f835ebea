"""What a thread raises after its task was cancelled is lost."""

import asyncio
import gc
import threading


def resize(cancelled: threading.Event) -> None:
    cancelled.wait(5)
    print("thread: disk full")
    raise OSError("disk full")


async def main() -> None:
    cancelled = threading.Event()
    resizing = asyncio.create_task(asyncio.to_thread(resize, cancelled))
    await asyncio.sleep(0.05)
    resizing.cancel()
    await asyncio.wait({resizing})
    cancelled.set()
    await asyncio.sleep(0.05)
    del resizing
    gc.collect()
    print("main: nothing was logged")


if __name__ == "__main__":
    asyncio.run(main())
