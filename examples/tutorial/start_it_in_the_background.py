"""`create_task` starts the tweet in the background."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.sleep(0.1)
    print("tweet: sent")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: reader served")
    await tweeting
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
