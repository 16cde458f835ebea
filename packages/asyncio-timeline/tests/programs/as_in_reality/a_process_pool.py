"""A process pool."""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor

seen: list[int] = []


def work(n: int) -> tuple[int, int]:
    seen.append(n)
    if n == 2:
        raise ValueError(n, os.getpid() > 0)
    return n, len(seen)


async def main() -> None:
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as pool:
        for n in range(3):
            try:
                print(await loop.run_in_executor(pool, work, n))
            except ValueError as error:
                print(error, type(error.__cause__).__name__)
    print(seen)


if __name__ == "__main__":
    asyncio.run(main())
