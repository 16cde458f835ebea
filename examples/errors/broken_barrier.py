"""A barrier that is aborted wakes whoever waits at it with an error."""

import asyncio


async def wait_for_the_others(
    name: str, start: asyncio.Barrier
) -> None:
    try:
        await start.wait()
    except asyncio.BrokenBarrierError as error:
        print(f"{name}: {type(error).__name__}: {error}")


async def main() -> None:
    start = asyncio.Barrier(2)
    waiting = asyncio.create_task(wait_for_the_others("early", start))
    await asyncio.sleep(0)
    await start.abort()
    await waiting
    await wait_for_the_others("late", start)


if __name__ == "__main__":
    asyncio.run(main())
