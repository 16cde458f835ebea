"""A factory of tasks that prints, and starts nothing early."""

import asyncio
from typing import Any


def factory(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
    print("made")
    return asyncio.Task(coroutine, loop=loop, **options)


async def child() -> None:
    pass


async def main() -> None:
    asyncio.get_running_loop().set_task_factory(factory)
    await asyncio.create_task(child())


asyncio.run(main())
