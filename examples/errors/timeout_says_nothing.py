"""The `TimeoutError` of a timeout has no message."""

import asyncio


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.5)


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            await tweet_about_latest_article()
    except TimeoutError as error:
        print(f"{type(error).__name__}: {str(error)!r}")


if __name__ == "__main__":
    asyncio.run(main())
