"""asyncio cancels once; a cancelled AnyIO scope cancels each further `await`, too."""

# /// script
# dependencies = ["anyio>=4.4"]
# ///

import asyncio

import anyio


async def stubborn(name: str) -> None:
    for attempt in (1, 2, 3):
        try:
            await anyio.sleep(0.1)
            print(f"{name}: sleep {attempt} is over")
        except asyncio.CancelledError:
            print(f"{name}: sleep {attempt} is cancelled")


async def main() -> None:
    task = asyncio.create_task(stubborn("task"))
    await asyncio.sleep(0.05)
    task.cancel()
    await task
    async with anyio.create_task_group() as group:
        group.start_soon(stubborn, "scope")
        await anyio.sleep(0.05)
        group.cancel_scope.cancel()
    print("main: the group has ended")


if __name__ == "__main__":
    asyncio.run(main())
