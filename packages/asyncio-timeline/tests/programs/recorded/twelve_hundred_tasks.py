"""More tasks than are looked at each time that one is cancelled."""

import asyncio


async def waits() -> None:
    await asyncio.Event().wait()


async def main() -> None:
    tasks = [asyncio.create_task(waits()) for _ in range(1_200)]
    await asyncio.sleep(0)
    tasks[7].cancel()
    await asyncio.wait([tasks[7]])
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError:
        pass


asyncio.run(main())
