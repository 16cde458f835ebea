"""Two threads share a list, and a lock."""

import asyncio
import threading
import time

lock = threading.Lock()
order: list[int] = []


def work(n: int) -> None:
    time.sleep(0.3 - n / 10)
    with lock:
        order.append(n)
        time.sleep(0.05)


async def main() -> None:
    await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(3)))
    print(order)


asyncio.run(main())
