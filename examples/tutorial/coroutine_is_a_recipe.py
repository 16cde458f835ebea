"""Calling an `async def` function only makes a coroutine."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    print("main: article published")
    tweet = tweet_about_latest_article()
    print("main: nothing sent, I hold a", type(tweet).__name__)
    await tweet
    print("main: now it is sent")


if __name__ == "__main__":
    asyncio.run(main())
