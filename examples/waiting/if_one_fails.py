"""When one fails, only a `TaskGroup` cancels the others."""

import asyncio
from collections.abc import Awaitable, Callable


async def tweet() -> str:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def mail() -> str:
    await asyncio.sleep(0.1)
    return "sent"


Tasks = list[asyncio.Task[str]]


async def gather(tasks: Tasks) -> None:
    await asyncio.gather(*tasks)


async def as_completed(tasks: Tasks) -> None:
    for each in asyncio.as_completed(tasks):
        await each


async def wait(tasks: Tasks) -> None:
    await asyncio.wait(tasks)


async def look(way: Callable[[Tasks], Awaitable[None]]) -> None:
    tasks = [asyncio.create_task(each()) for each in (tweet, mail)]
    try:
        await way(tasks)
        raised = "nothing"
    except ConnectionError as error:
        raised = repr(error)
    print(f"{way.__name__}: raised {raised};", end=" ")
    print("mail done:", tasks[1].done())
    await asyncio.gather(*tasks, return_exceptions=True)


async def main() -> None:
    for way in gather, as_completed, wait:
        await look(way)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(tweet())
            mailing = group.create_task(mail())
    except* ConnectionError as failed:
        print(f"TaskGroup: raised {failed.exceptions};", end=" ")
        print("mail cancelled:", mailing.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
