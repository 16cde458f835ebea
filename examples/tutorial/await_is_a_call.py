"""`await` is a call: the next line runs after the tweet."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.sleep(0.1)
    print("tweet: sent")


async def publish() -> None:
    print("publish: article is online")
    await tweet_about_latest_article()
    print("publish: done")


async def main() -> None:
    await publish()
    print("main: reader served")


if __name__ == "__main__":
    asyncio.run(main())
