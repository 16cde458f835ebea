"""Who awaits a cancelled task gets a `CancelledError`."""

import asyncio


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.1)


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    await asyncio.sleep(0.05)
    tweeting.cancel()
    await tweeting
    print("main: article published")


if __name__ == "__main__":
    asyncio.run(main())
