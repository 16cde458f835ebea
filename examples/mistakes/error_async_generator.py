"""An `async def` with a `yield` makes an async generator, not a coroutine."""

import asyncio
from collections.abc import AsyncIterator


async def stream_tweets() -> AsyncIterator[str]:
    yield "first tweet"
    yield "second tweet"


async def main() -> None:
    try:
        for tweet in stream_tweets():
            print(tweet)
    except TypeError as error:
        print(f"for: {error}")
    try:
        await stream_tweets()
    except TypeError as error:
        print(f"await: {error}")
    try:
        asyncio.create_task(stream_tweets())
    except TypeError as error:
        print(f"create_task: {str(error).partition('<')[0]}…")

    print("async for:", [tweet async for tweet in stream_tweets()])


if __name__ == "__main__":
    asyncio.run(main())
