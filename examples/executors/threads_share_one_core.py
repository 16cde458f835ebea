"""Two threads that run Python code use no more than one core."""

import asyncio
import time


def compute() -> int:
    return sum(number * number for number in range(500_000))


async def main() -> None:
    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(
        asyncio.to_thread(compute), asyncio.to_thread(compute)
    )
    seconds = time.perf_counter() - began
    cores = (time.process_time() - used) / seconds
    print("more than one core used:", cores > 1.3)


if __name__ == "__main__":
    asyncio.run(main())
