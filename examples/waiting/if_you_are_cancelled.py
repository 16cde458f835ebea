"""Cancel who waits: `gather` and `TaskGroup` cancel their tasks."""

import asyncio
from collections.abc import Awaitable, Callable


async def mail() -> None:
    await asyncio.sleep(0.1)


async def gather(tasks: list[asyncio.Task[None]]) -> None:
    tasks += [asyncio.create_task(mail())]
    await asyncio.gather(*tasks)


async def as_completed(tasks: list[asyncio.Task[None]]) -> None:
    tasks += [asyncio.create_task(mail())]
    for each in asyncio.as_completed(tasks):
        await each


async def wait(tasks: list[asyncio.Task[None]]) -> None:
    tasks += [asyncio.create_task(mail())]
    await asyncio.wait(tasks)


async def group(tasks: list[asyncio.Task[None]]) -> None:
    async with asyncio.TaskGroup() as group:
        tasks += [group.create_task(mail())]


async def look(
    way: Callable[[list[asyncio.Task[None]]], Awaitable[None]],
) -> None:
    tasks: list[asyncio.Task[None]] = []
    try:
        async with asyncio.timeout(0.05):
            await way(tasks)
    except TimeoutError:
        print(f"{way.__name__}: mail cancelled:", tasks[0].cancelled())
    await asyncio.wait(tasks)


async def main() -> None:
    for way in gather, as_completed, wait, group:
        await look(way)


if __name__ == "__main__":
    asyncio.run(main())
