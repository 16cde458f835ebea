"""Two tasks cannot take from one async generator at the same time."""

import asyncio
from collections.abc import AsyncIterator


async def stream_tweets() -> AsyncIterator[str]:
    yield "first tweet"
    await asyncio.sleep(0.05)
    yield "second tweet"


async def main() -> None:
    tweets = stream_tweets()
    print(await anext(tweets))
    reading = asyncio.ensure_future(anext(tweets))
    await asyncio.sleep(0)
    for use in (anext(tweets), tweets.aclose()):
        try:
            await use
        except RuntimeError as error:
            print(f"{type(error).__name__}: {error}")
    print(await reading)
    await tweets.aclose()


if __name__ == "__main__":
    asyncio.run(main())
