"""A function with a group returns when all it started has ended."""

import asyncio


async def tweet() -> None:
    await asyncio.sleep(0.05)
    print("tweet: sent")


async def publish() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(tweet())
        print("publish: waits at the end of its block")
    print("publish: returns")


async def main() -> None:
    await publish()
    print("main: tasks left:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
