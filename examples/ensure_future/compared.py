"""Five ways to start a task: what each takes, who waits, who is told."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

Start = Callable[[Any], "asyncio.Future[None]"]


async def tweet() -> None:
    await asyncio.sleep(0.05)
    raise OSError("no network")


class Tweet:
    def __await__(self) -> Generator[Any, None, None]:
        return asyncio.sleep(0).__await__()


def takes(start: Start, offered: object) -> str:
    try:
        start(offered)
    except TypeError:
        return "no"
    return "yes"


def ways(group: asyncio.TaskGroup) -> dict[str, Start]:
    return {
        "create_task": asyncio.create_task,
        "ensure_future": asyncio.ensure_future,
        "loop.create_task": asyncio.get_running_loop().create_task,
        "Task": asyncio.Task,
        "TaskGroup.create_task": group.create_task,
    }


async def compare(way: str) -> None:
    sees = "whoever awaits it"
    async with asyncio.TaskGroup() as outer:
        start = ways(outer)[way]
        things = asyncio.sleep(0), asyncio.Future[None](), Tweet()
        cells = [takes(start, each) for each in things]
    tweeting = asyncio.Future[None]()
    try:
        async with asyncio.TaskGroup() as group:
            tweeting = ways(group)[way](tweet())
    except* OSError:
        sees = "the block raises it"
    has_waited = tweeting.done()
    await asyncio.wait({tweeting})
    assert tweeting.exception()
    waits = (
        "the end of the block" if has_waited else "whoever awaits it"
    )
    print(f"`{way}`", *cells, waits, sees, sep=" | ")


async def main() -> None:
    print(" | a coroutine | a future | any awaitable | waits | is told")
    async with asyncio.TaskGroup() as group:
        names = list(ways(group))
    for way in names:
        await compare(way)


if __name__ == "__main__":
    asyncio.run(main())
