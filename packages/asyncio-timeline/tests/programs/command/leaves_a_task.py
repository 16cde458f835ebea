"""A step that blocks, a thread, a failure, a task that nobody awaits."""

import asyncio
import contextlib
import time
from typing import Never


async def blocks() -> None:
    time.sleep(0.1)  # noqa: ASYNC251


async def main() -> Never:
    await asyncio.create_task(blocks(), name="blocker")
    await asyncio.to_thread(time.sleep, 0.01)
    raise ValueError


loop = asyncio.new_event_loop()
waiting = loop.create_task(asyncio.Event().wait(), name="waiting")  # noqa: RUF006
with contextlib.suppress(ValueError):
    loop.run_until_complete(main())
