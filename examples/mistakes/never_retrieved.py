"""A dropped task that fails is logged at once, while `main` runs on."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise ConnectionError("no network")


async def main() -> None:
    asyncio.create_task(tweet_about_latest_article())
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: still running")


if __name__ == "__main__":
    asyncio.run(main())
