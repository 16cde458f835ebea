"""If a group fails, results that were there before can still be had."""

import asyncio


async def count_replies(tweet: int, seconds: float) -> int:
    await asyncio.sleep(seconds)
    if tweet == 2:
        raise ConnectionError("no network")
    return tweet * 10


async def main() -> None:
    tasks: list[asyncio.Task[int]] = []
    try:
        async with asyncio.TaskGroup() as group:
            for number, seconds in enumerate((0.05, 0.1, 3600), 1):
                counting = count_replies(number, seconds)
                tasks.append(group.create_task(counting))
    except* ConnectionError as errors:
        print("main: failed:", *errors.exceptions)
    for task in tasks:
        if task.cancelled():
            print("cancelled")
        elif (error := task.exception()) is not None:
            print("failed:", error)
        else:
            print("done:", task.result())


if __name__ == "__main__":
    asyncio.run(main())
