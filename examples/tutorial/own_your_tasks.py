"""A `TaskGroup` owns its tasks: the block ends when they are done."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.sleep(0.1)
    print("tweet: sent")


def publish(tasks: asyncio.TaskGroup) -> None:
    tasks.create_task(tweet_about_latest_article())
    print("publish: article is online")


async def main() -> None:
    async with asyncio.TaskGroup() as tasks:
        publish(tasks)
        await asyncio.sleep(0.05)
        print("main: reader served")
    print("main: every task is done")


if __name__ == "__main__":
    asyncio.run(main())
