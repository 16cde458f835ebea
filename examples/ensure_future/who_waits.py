"""A `TaskGroup` waits; other tasks are cancelled when `main` returns."""

import asyncio


async def tweet(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def main() -> list[asyncio.Task[None]]:
    ensured = asyncio.ensure_future(tweet(0.3))
    created = asyncio.create_task(tweet(0.3))
    async with asyncio.TaskGroup() as group:
        grouped = group.create_task(tweet(0.1))
    print("main: the TaskGroup has waited")
    return [ensured, created, grouped]


if __name__ == "__main__":
    ensured, created, grouped = asyncio.run(main())
    print("ensure_future, cancelled:", ensured.cancelled())
    print("create_task, cancelled:", created.cancelled())
    print("TaskGroup.create_task, cancelled:", grouped.cancelled())
