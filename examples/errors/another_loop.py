"""A future, or an `Event` that was waited for, belongs to one loop."""

import asyncio

approved = asyncio.Event()
futures: list[asyncio.Future[None]] = []


async def first_run() -> None:
    futures.append(asyncio.get_running_loop().create_future())
    waiting = asyncio.create_task(approved.wait())
    await asyncio.sleep(0)
    waiting.cancel()


async def second_run() -> None:
    for each in (futures[0], approved.wait()):
        try:
            await each
        except RuntimeError as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(first_run())
    asyncio.run(second_run())
