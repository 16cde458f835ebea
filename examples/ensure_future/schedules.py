"""`ensure_future` schedules a coroutine: it starts when `main` suspends."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: started")
    await asyncio.sleep(0.05)
    print("tweet: sent")


async def main() -> None:
    tweeting = asyncio.ensure_future(tweet_about_latest_article())
    print("main: article published")
    await asyncio.sleep(0)
    print("main: reader served while the tweet is under way")
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
