"""A set keeps the task; a callback drops it and logs its exception."""

import asyncio
import logging
import sys

background: set[asyncio.Task[None]] = set()


def finished(task: asyncio.Task[None]) -> None:
    background.discard(task)
    if task.cancelled():
        return
    if (error := task.exception()) is not None:
        logging.error("tweet failed", exc_info=error)


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


def publish() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    background.add(tweeting)
    tweeting.add_done_callback(finished)
    print("main: article published")


async def main() -> None:
    publish()
    print("main: tasks in the background:", len(background))
    await asyncio.sleep(0.1)
    print("main: tasks in the background:", len(background))


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stdout, format="log: %(message)s")
    asyncio.run(main())
