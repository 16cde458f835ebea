"""A `TaskGroup` runs the tweet in the background and waits for it."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.sleep(0.1)
    print("tweet: sent")


async def main() -> None:
    async with asyncio.TaskGroup() as background:
        background.create_task(tweet_about_latest_article())
        print("main: article published")
        await asyncio.sleep(0.05)
        print("main: reader served")
    print("main: nothing is left behind")


if __name__ == "__main__":
    asyncio.run(main())
