"""`to_thread` moves the blocking call out of everyone's way."""

import asyncio
import time


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    await asyncio.to_thread(time.sleep, 0.3)
    print("tweet: sent")


async def serve_readers() -> None:
    for reader in (1, 2, 3):
        print(f"reader {reader}: served")
        await asyncio.sleep(0.1)


async def main() -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve_readers())
        tasks.create_task(tweet_about_latest_article())


if __name__ == "__main__":
    asyncio.run(main())
