"""`create_task` starts a coroutine in the background: `main` does not wait for it."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.sleep(0.1)
    print("tweet: sent")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: reader served while the tweet is under way")
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
