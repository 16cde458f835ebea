"""A `TaskGroup` gives no results; its tasks do, after the block."""

import asyncio


async def count_replies(tweet: int, seconds: float) -> int:
    await asyncio.sleep(seconds)
    return tweet * 10


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(count_replies(1, 0.1)),
            group.create_task(count_replies(2, 0.05)),
        ]
    print("main: replies:", *[task.result() for task in tasks])


if __name__ == "__main__":
    asyncio.run(main())
