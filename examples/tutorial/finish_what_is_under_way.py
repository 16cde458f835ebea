"""Cancel the endless count, and the group ends with the tweet."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.sleep(0.2)
    print("tweet: sent")


async def count_readers() -> None:
    readers = 0
    try:
        while True:
            readers += 1
            await asyncio.sleep(0.1)
    finally:
        print(f"count: saved {readers}")


async def main() -> None:
    async with asyncio.TaskGroup() as tasks:
        counting = tasks.create_task(count_readers())
        tasks.create_task(tweet_about_latest_article())
        await asyncio.sleep(0.05)
        print("main: closing")
        counting.cancel()
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
