"""One thread, three calls: the second waits for the first, the third is cancelled."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

go = threading.Event()


def work(n: int) -> None:
    if n == 2:
        go.wait()
    time.sleep(0.05)
    print("work", n)
    if n == 2:
        raise ValueError


async def main() -> None:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "worker") as pool:
        first = loop.run_in_executor(pool, work, 1)
        second = pool.submit(work, 2)
        third = pool.submit(work, 3)
        third.cancel()
        await first
        waiting = asyncio.wrap_future(second)
        asyncio.get_running_loop().call_soon(go.set)
        await asyncio.wait([waiting])
        waiting.exception()


asyncio.run(main())
