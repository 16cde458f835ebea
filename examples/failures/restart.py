"""A supervisor starts failed work again, and gives up in the end."""

import asyncio
from collections.abc import Awaitable, Callable


async def supervise(
    work: Callable[[], Awaitable[None]], restarts: int, pause: float
) -> None:
    for left in reversed(range(restarts + 1)):
        try:
            await work()
            break
        except Exception as error:
            print(f"supervisor: {error}; restarts left: {left}")
            if not left:
                raise
        await asyncio.sleep(pause)


async def read_replies() -> None:
    print("replies: reading")
    await asyncio.sleep(0.05)
    raise ConnectionError("connection lost")


async def serve_readers() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        print("blog: closed")


async def main() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(supervise(read_replies, 2, 0.05))
            group.create_task(serve_readers())
    except* ConnectionError:
        print("main: without replies there is no blog")


if __name__ == "__main__":
    asyncio.run(main())
