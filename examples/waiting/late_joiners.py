"""A `TaskGroup` also waits for tasks that are created later."""

import asyncio


async def mail(subscriber: str) -> None:
    await asyncio.sleep(0.05)
    print(f"mail: sent to {subscriber}")


async def tweet(group: asyncio.TaskGroup) -> None:
    await asyncio.sleep(0.05)
    group.create_task(mail("a new subscriber"))


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(tweet(group))
    print("main: all is sent")

    tasks = [asyncio.create_task(mail("Ada"))]
    gathering = asyncio.gather(*tasks)
    tasks.append(asyncio.create_task(mail("Bob")))
    print("gather: waited for", len(await gathering), "of", len(tasks))
    await asyncio.wait(tasks)


if __name__ == "__main__":
    asyncio.run(main())
