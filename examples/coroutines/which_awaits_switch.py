"""An `await` lets other tasks run only if it suspends; most of these do not."""

import asyncio
from collections.abc import Awaitable


async def publish() -> str:
    return "article"


async def serve_reader() -> None:
    pass


async def switches(awaitable: Awaitable[object]) -> bool:
    other = asyncio.create_task(serve_reader())
    await awaitable
    other_has_run = other.done()
    await other
    return other_has_run


async def main() -> None:
    finished = asyncio.create_task(publish())
    await finished
    published = asyncio.Event()
    published.set()
    drafts = asyncio.Queue[str]()
    drafts.put_nowait("article")

    print("coroutine:", await switches(publish()))
    print("finished task:", await switches(finished))
    print("set event:", await switches(published.wait()))
    print("free lock:", await switches(asyncio.Lock().acquire()))
    print("queue with an item:", await switches(drafts.get()))
    print("new task:", await switches(asyncio.create_task(publish())))
    print("sleep(0):", await switches(asyncio.sleep(0)))
    print("wait, done:", await switches(asyncio.wait({finished})))


if __name__ == "__main__":
    asyncio.run(main())
