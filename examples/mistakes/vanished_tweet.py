"""A task that nobody holds can be destroyed while it waits."""

import asyncio
import gc
from weakref import WeakSet

desk: WeakSet[asyncio.Event] = WeakSet()


async def tweet_about_latest_article() -> None:
    approval = asyncio.Event()
    desk.add(approval)
    print("tweet: waiting for the editor")
    await approval.wait()
    print("tweet: sent")


def publish() -> None:
    asyncio.create_task(tweet_about_latest_article())
    print("publish: article is online")


async def main() -> None:
    publish()
    gc.collect()
    await asyncio.sleep(0.05)
    gc.collect()
    print("editor: requests on the desk:", len(desk))
    for approval in desk:
        approval.set()
    await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
