"""A task that fails while it is cancelled at exit is logged."""

import asyncio


async def count_readers() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        raise OSError("disk full")


async def main() -> None:
    counting = asyncio.create_task(count_readers())
    await asyncio.sleep(0.05)
    print("main: returns, counting done:", counting.done())


if __name__ == "__main__":
    asyncio.run(main())
