"""A failed task that refers to itself is logged only when collected."""

import asyncio
import gc
from typing import Any


def report(
    loop: asyncio.AbstractEventLoop, context: dict[str, Any]
) -> None:
    print("handler:", repr(context["exception"]))


async def tweet() -> None:
    raise ConnectionError("tweet")


async def mail() -> None:
    async with asyncio.timeout(1) as limit:  # it knows the task
        raise ConnectionError(f"mail, limit passed: {limit.expired()}")


async def main() -> None:
    asyncio.get_running_loop().set_exception_handler(report)
    gc.disable()  # so that this script decides when it runs
    asyncio.create_task(tweet())
    asyncio.create_task(mail())
    await asyncio.sleep(0.05)
    print("main: both have failed")
    gc.collect()


if __name__ == "__main__":
    asyncio.run(main())
