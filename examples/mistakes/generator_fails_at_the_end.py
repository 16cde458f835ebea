"""An async generator left open is closed at the end, where its error is logged."""

import asyncio
from collections.abc import AsyncIterator

kept: list[AsyncIterator[str]] = []


async def stream_tweets() -> AsyncIterator[str]:
    try:
        yield "first tweet"
        yield "second tweet"
    finally:
        raise OSError("cannot close the connection")


async def main() -> None:
    kept.append(stream_tweets())
    async for tweet in kept[0]:
        print("main:", tweet)
        break
    print("main: ends")


if __name__ == "__main__":
    asyncio.run(main())
