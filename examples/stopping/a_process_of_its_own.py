"""A process of its own can be terminated in the middle of its work."""

import asyncio
import multiprocessing
import time


def resize_photos() -> None:
    time.sleep(60)


async def resize(seconds: float) -> None:
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=resize_photos)
    process.start()
    try:
        await asyncio.to_thread(process.join, seconds)
        print("main: done in time?", not process.is_alive())
    finally:
        process.terminate()
        process.join()
        print("main: still alive?", process.is_alive())


if __name__ == "__main__":
    asyncio.run(resize(0.2))
