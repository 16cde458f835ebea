"""Each new attempt waits twice as long; the last failure is raised."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")


async def retry(
    work: Callable[[], Awaitable[Result]],
    attempts: int = 3,
    pause: float = 0.1,  # seconds before the second attempt
) -> Result:
    for attempt in range(1, attempts):
        try:
            return await work()
        except ConnectionError as error:
            print(f"retry: attempt {attempt} failed: {error}")
        await asyncio.sleep(pause)
        pause *= 2
    return await work()


failures = [ConnectionError("no network"), ConnectionError("busy")]


async def send_tweet() -> str:
    if failures:
        raise failures.pop(0)
    return "tweet number 7"


async def main() -> None:
    print("main: sent", await retry(send_tweet))


if __name__ == "__main__":
    asyncio.run(main())
