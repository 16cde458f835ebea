"""A set keeps the task alive until it is done, then lets it go."""

import asyncio
import gc
from weakref import WeakSet

desk: WeakSet[asyncio.Event] = WeakSet()
background: set[asyncio.Task[None]] = set()


async def tweet_about_latest_article() -> None:
    approval = asyncio.Event()
    desk.add(approval)
    print("tweet: waiting for the editor")
    await approval.wait()
    print("tweet: sent")


def publish() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    background.add(tweeting)
    tweeting.add_done_callback(background.discard)
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
    print("main: tasks in the set:", len(background))


if __name__ == "__main__":
    asyncio.run(main())
