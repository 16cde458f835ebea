"""Handed a group, a function may leave work behind, in known hands."""

import asyncio


async def tweet() -> None:
    await asyncio.sleep(0.05)
    print("tweet: sent")


async def publish(background: asyncio.TaskGroup) -> None:
    background.create_task(tweet())
    print("publish: returns at once")


async def main() -> None:
    async with asyncio.TaskGroup() as background:
        await publish(background)
        print("main: published")
    print("main: tasks left:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
