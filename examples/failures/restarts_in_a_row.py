"""The count of restarts starts again after a time without failure."""

import asyncio
from collections.abc import Awaitable, Callable


async def supervise(
    work: Callable[[], Awaitable[None]],
    restarts: int,
    healthy: float,  # seconds after which a failure is a new one
) -> None:
    loop = asyncio.get_running_loop()
    left = restarts
    while True:
        started = loop.time()
        try:
            await work()
            break
        except Exception as error:
            if loop.time() - started >= healthy:
                left = restarts
            print(f"supervisor: {error}; restarts left: {left}")
            if not left:
                raise
            left -= 1


lifetimes = [0.05, 0.05, 0.25, 0.05, 0.05]


async def read_replies() -> None:
    await asyncio.sleep(lifetimes.pop(0))
    raise ConnectionError("connection lost")


async def main() -> None:
    try:
        await supervise(read_replies, restarts=2, healthy=0.15)
    except ConnectionError:
        print("main: given up")


if __name__ == "__main__":
    asyncio.run(main())
