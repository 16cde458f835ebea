"""An exception handler gets what asyncio would otherwise have logged."""

import asyncio
import gc
from typing import Any


def report(
    loop: asyncio.AbstractEventLoop, context: dict[str, Any]
) -> None:
    print("handler:", context["message"])
    print("handler:", repr(context.get("exception")))


async def tweet_about_latest_article() -> None:
    raise ConnectionError("no network")


async def wait_for_a_comment() -> None:
    await asyncio.Event().wait()


def count_reader() -> None:
    raise KeyError("reader")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report)
    tweeting = asyncio.create_task(tweet_about_latest_article())
    waiting = asyncio.create_task(wait_for_a_comment())
    loop.call_soon(count_reader)
    await asyncio.sleep(0.05)
    del tweeting
    del waiting
    gc.collect()
    print("main: still running")


if __name__ == "__main__":
    asyncio.run(main())
