"""A step cancels a task, a group its children, `asyncio.run` those that are left."""

import asyncio
from typing import Never


async def waits() -> None:
    await asyncio.Event().wait()


async def fails() -> Never:
    await asyncio.sleep(0.01)
    raise ValueError


async def main() -> None:
    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(waits())
            group.create_task(fails())
            await asyncio.sleep(1)
    except* ValueError:
        pass
    left = [asyncio.create_task(waits()) for _ in range(5)]
    await asyncio.sleep(0)
    assert left


asyncio.run(main())
