"""`asyncio.timeout` and `wait_for`, both too late."""

import asyncio


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            await asyncio.Event().wait()
    except TimeoutError:
        print("late")
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.05)
    except TimeoutError:
        print("late")


asyncio.run(main())
