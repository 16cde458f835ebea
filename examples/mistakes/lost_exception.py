"""A task fails in the background, and `main` goes on as if it had not."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise ConnectionError("the network is down")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: tweet done?", tweeting.done())
    print("main: all is well, goodbye")


if __name__ == "__main__":
    asyncio.run(main())
