"""An exception that cannot be unpickled breaks a pool of processes."""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


class TooLarge(Exception):
    def __init__(self, photo: str, width: int) -> None:
        super().__init__(f"{photo} is {width} pixels wide")


def resize() -> None:
    raise TooLarge("sunset", 9000)


async def main(pool: ProcessPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    for work in (resize, os.getpid):
        try:
            await loop.run_in_executor(pool, work)
        except BrokenProcessPool as error:
            print(f"{work.__name__}: {type(error).__name__}")


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        asyncio.run(main(pool))
