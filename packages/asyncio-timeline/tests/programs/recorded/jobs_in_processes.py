"""Two calls in one process, and one that cannot be pickled."""

import asyncio
import os
import time
from concurrent.futures import ProcessPoolExecutor


def work(n: int) -> int:
    time.sleep(n / 10)
    return os.getpid()


async def main() -> None:
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as pool:
        pids = await asyncio.gather(*(loop.run_in_executor(pool, work, 1) for _ in range(2)))
        print(pids[0] == pids[1] != os.getpid(), pids[0])
        try:
            await loop.run_in_executor(pool, lambda: 1)
        except Exception as error:
            print("cannot be pickled", type(error).__name__ != "")


if __name__ == "__main__":
    asyncio.run(main())
