"""While `main` goes on, a task tweets and a thread shrinks an image."""

import asyncio
import time


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.1)
    print("tweet: sent")


def shrink_image() -> None:
    time.sleep(0.25)
    print("image: shrunk")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    shrinking = asyncio.create_task(asyncio.to_thread(shrink_image))
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: reader served")
    await tweeting
    await shrinking
    print("main: nothing left in the background")


if __name__ == "__main__":
    asyncio.run(main())
