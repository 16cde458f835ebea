"""When time is up, `asyncio.timeout` cancels and raises `TimeoutError`."""

import asyncio


async def tweet_about_latest_article() -> None:
    try:
        await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            await tweet_about_latest_article()
    except TimeoutError:
        print("main: no longer waiting")


if __name__ == "__main__":
    asyncio.run(main())
