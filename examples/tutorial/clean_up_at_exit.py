"""A task that is cancelled at exit still runs its `finally`."""

import asyncio


async def count_readers() -> None:
    readers = 0
    try:
        while True:
            readers += 1
            await asyncio.sleep(0.1)
    finally:
        print(f"count: saving {readers}")
        await asyncio.sleep(0.05)
        print("count: saved")


async def main() -> None:
    counting = asyncio.create_task(count_readers())
    await asyncio.sleep(0.25)
    print("main: goodbye, counting done?", counting.done())


if __name__ == "__main__":
    asyncio.run(main())
