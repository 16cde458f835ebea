"""`await asyncio.to_thread(...)` keeps the loop free for the reader."""

import asyncio
import threading
import time


def resize(photo: str, *, width: int) -> str:
    time.sleep(0.2)  # blocks, but only its own thread
    here = threading.current_thread() is threading.main_thread()
    print("resize: in the main thread:", here)
    return f"{photo}, {width} pixels wide"


async def serve_reader() -> None:
    await asyncio.sleep(0.1)
    print("reader: served")


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(serve_reader())
        photo = await asyncio.to_thread(resize, "sunset", width=640)
        print("main:", photo)


if __name__ == "__main__":
    asyncio.run(main())
