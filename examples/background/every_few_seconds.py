"""Repeat work on time, whether or not it fails, until cancelled."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable

log = logging.getLogger("background")


async def every(
    seconds: float, work: Callable[[], Awaitable[None]]
) -> None:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        try:
            await work()
        except Exception:
            log.exception("failed, and will be tried again")
        due += seconds
        await asyncio.sleep(due - loop.time())


replies = iter(
    ["3 replies", ConnectionError("no network"), "5 replies"]
)


async def look_for_replies() -> None:
    found = next(replies)
    if isinstance(found, Exception):
        raise found
    print("tweet:", found)


async def main() -> None:
    looking = asyncio.create_task(every(0.1, look_for_replies))
    await asyncio.sleep(0.25)
    looking.cancel()
    print("main: the reader has left")


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stdout, format="log: %(message)s")
    asyncio.run(main())
