"""When a worker dies, its pool is broken for good."""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def crash() -> None:
    os._exit(1)  # as a crash in C code, or a lack of memory, would


async def main(pool: ProcessPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    for work in (crash, os.getpid):
        try:
            await loop.run_in_executor(pool, work)
        except BrokenProcessPool as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        asyncio.run(main(pool))
