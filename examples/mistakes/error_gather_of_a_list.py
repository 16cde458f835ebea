"""`gather` takes awaitables one by one, not in a list."""

import asyncio


async def tweet(text: str) -> str:
    return f"{text} sent"


async def main() -> None:
    tweets = [tweet("first"), tweet("second")]
    try:
        await asyncio.gather(tweets)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    print("with a star:", await asyncio.gather(*tweets))


if __name__ == "__main__":
    asyncio.run(main())
