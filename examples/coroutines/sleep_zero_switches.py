"""`sleep(0)` lets every other ready task take a turn."""

import asyncio


async def write(author: str) -> None:
    for part in ("title", "text", "end"):
        print(f"{author}: {part}")
        await asyncio.sleep(0)


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(write("ann"))
        group.create_task(write("ben"))


if __name__ == "__main__":
    asyncio.run(main())
