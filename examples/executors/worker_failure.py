"""An exception in a worker is raised where its result is awaited."""

import asyncio
from concurrent.futures import (
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)


def count_readers(text: str) -> int:
    return int(text)


async def main(pool: Executor) -> None:
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(pool, count_readers, "many")
    except ValueError as error:
        print(f"{type(pool).__name__}: {error}")


if __name__ == "__main__":
    for pool in (ProcessPoolExecutor(1), ThreadPoolExecutor(1)):
        with pool:
            asyncio.run(main(pool))
