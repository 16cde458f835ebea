"""A task is asked to cancel by asyncio.run while it is ready, by an eager task, and after all."""

import asyncio


async def busy() -> None:
    while True:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def main() -> None:
    asyncio.create_task(busy(), name="busy")  # noqa: RUF006
    await asyncio.sleep(0)


asyncio.run(main())
loop = asyncio.new_event_loop()
late = loop.create_task(asyncio.sleep(10), name="late")
loop.run_until_complete(asyncio.sleep(0))
late.cancel()
loop.run_until_complete(asyncio.wait([late]))
loop.close()
