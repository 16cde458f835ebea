"""When a worker dies, calls in other workers fail, and all later ones."""

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def start() -> None:
    time.sleep(0.1)


def crash() -> None:
    time.sleep(0.1)
    os._exit(1)  # as a crash in C code, or a lack of memory, would


def read() -> None:
    time.sleep(5)


async def attempt(
    pool: ProcessPoolExecutor, work: Callable[[], None]
) -> None:
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(pool, work)
    except BrokenProcessPool as error:
        print(f"{work.__name__}: {type(error).__name__}: {error}")


async def main(pool: ProcessPoolExecutor) -> None:
    await asyncio.gather(attempt(pool, start), attempt(pool, start))
    print("main: both workers are there")
    await asyncio.gather(attempt(pool, crash), attempt(pool, read))
    print("main: and now another call")
    await attempt(pool, read)


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        asyncio.run(main(pool))
