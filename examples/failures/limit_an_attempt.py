"""A timeout for each attempt, and one for all of them together."""

import asyncio
from itertools import count


async def send_tweet(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def send_again_and_again() -> None:
    for attempt in count(1):
        try:
            async with asyncio.timeout(0.1):
                await send_tweet(3600)
            return
        except TimeoutError:
            print(f"tweet: no answer to attempt {attempt}")
        await asyncio.sleep(0.05)


async def main() -> None:
    try:
        async with asyncio.timeout(0.35):
            await send_again_and_again()
    except TimeoutError:
        print("main: given up")


if __name__ == "__main__":
    asyncio.run(main())
