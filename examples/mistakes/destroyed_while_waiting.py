"""A task that waits for what only it can see is garbage-collected."""

import asyncio
import gc


async def tweet_once_approved(approved: asyncio.Event) -> None:
    await approved.wait()
    print("tweet: sent")


def publish() -> None:
    approved = asyncio.Event()
    asyncio.create_task(tweet_once_approved(approved))
    print("main: article published")


async def main() -> None:
    publish()
    await asyncio.sleep(0.05)
    gc.collect()  # what Python does from time to time
    print("main: tasks left beside main:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
