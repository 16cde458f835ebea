"""A task that catches its own error stops neither group nor body."""

import asyncio
import logging
import sys


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def tweet_or_log() -> None:
    try:
        await tweet_about_latest_article()
    except Exception as error:
        logging.warning("tweet failed: %s", error)


async def main() -> None:
    async with asyncio.TaskGroup() as background:
        background.create_task(tweet_or_log())
        print("main: article published")
        await asyncio.sleep(0.1)
        print("main: reader served")


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stdout, format="log: %(message)s")
    asyncio.run(main())
