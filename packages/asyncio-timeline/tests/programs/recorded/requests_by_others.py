"""A timer, a thread and an `asyncio.run` in a thread cancel tasks."""

import asyncio


async def waits() -> None:
    await asyncio.Event().wait()


async def leaves() -> None:
    left = [asyncio.create_task(waits()) for _ in range(2)]
    await asyncio.sleep(0)
    assert left


async def main() -> None:
    loop = asyncio.get_running_loop()
    first = asyncio.create_task(waits())
    loop.call_later(0.01, first.cancel)
    await asyncio.wait([first])
    second = asyncio.create_task(waits())
    await asyncio.to_thread(loop.call_soon_threadsafe, second.cancel)  # type: ignore[arg-type]
    await asyncio.wait([second])
    await asyncio.to_thread(asyncio.run, leaves())


asyncio.run(main())
