"""Two threads that sleep inside of `sorted`, where they cannot be suspended."""

import asyncio
import time


def work(seconds: float) -> None:
    sorted([seconds, 0], key=time.sleep)  # type: ignore[arg-type]


async def main() -> None:
    await asyncio.gather(asyncio.to_thread(work, 0.1), asyncio.to_thread(work, 0.2))


asyncio.run(main())
