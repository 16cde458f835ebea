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


def ways(group: asyncio.TaskGroup) -> list[Start]:
    loop = asyncio.get_running_loop()
    start = asyncio.create_task, asyncio.ensure_future, asyncio.Task
    return [*start, loop.create_task, group.create_task]


async def compare(number: int) -> None:
    sees = "whoever awaits it"
    async with asyncio.TaskGroup() as outer:
        start = ways(outer)[number]
        things = asyncio.sleep(0), asyncio.Future[None](), Tweet()
        cells = [takes(start, each) for each in things]
    tweeting = asyncio.Future[None]()
    try:
        async with asyncio.TaskGroup() as group:
            tweeting = ways(group)[number](tweet())
    except* OSError:
        sees = "the block raises it"
    has_waited = tweeting.done()
    await asyncio.wait({tweeting})
    assert tweeting.exception()
    waits = (
        "the end of the block" if has_waited else "whoever awaits it"
    )
    print(f"`{start.__qualname__}`", *cells, waits, sees, sep=" | ")


async def main() -> None:
    print(" | a coroutine | a future | any awaitable | waits | is told")
    for number in range(5):
        await compare(number)


if __name__ == "__main__":
    asyncio.run(main())
