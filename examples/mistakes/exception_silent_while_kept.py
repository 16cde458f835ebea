"""A failed task that is kept says nothing until the reference goes."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise ConnectionError("no network")


async def main() -> None:
    kept = {asyncio.create_task(tweet_about_latest_article())}
    await asyncio.sleep(0.05)
    print("main: the tweet has failed, and nobody knows")
    kept.clear()
    print("main: now it is in the log")


if __name__ == "__main__":
    asyncio.run(main())
