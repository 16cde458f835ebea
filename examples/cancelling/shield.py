"""`shield` cancels the wait and leaves the task alone."""

import asyncio


async def pay() -> str:
    await asyncio.sleep(0.1)
    print("pay: booked")
    return "paid"


async def main() -> None:
    paying = asyncio.create_task(pay())
    try:
        async with asyncio.timeout(0.05):
            await asyncio.shield(paying)
    except TimeoutError:
        print("main: no longer waiting")
    print("main:", await paying)


if __name__ == "__main__":
    asyncio.run(main())
