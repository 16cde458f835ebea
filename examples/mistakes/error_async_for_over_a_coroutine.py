"""`async for` goes over an async generator, not over a coroutine."""

import asyncio
from collections.abc import AsyncIterator


async def read_tweets() -> list[str]:
    return ["first tweet", "second tweet"]


async def stream_tweets() -> AsyncIterator[str]:
    for tweet in await read_tweets():
        yield tweet


async def main() -> None:
    reading = read_tweets()
    try:
        async for tweet in reading:
            print(tweet)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

    for tweet in await reading:
        print("for and await:", tweet)
    async for tweet in stream_tweets():
        print("async for, with yield:", tweet)


if __name__ == "__main__":
    asyncio.run(main())
