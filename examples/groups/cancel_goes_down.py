"""One timeout around a group ends all that the groups below started."""

import asyncio

ended: list[str] = []


async def upload(photo: str) -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        ended.append(photo)


async def album(name: str) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(upload(f"{name}, photo 1"))
        group.create_task(upload(f"{name}, photo 2"))


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            async with asyncio.TaskGroup() as group:
                group.create_task(album("summer"))
                group.create_task(album("winter"))
    except TimeoutError:
        print("main: too late; cancelled:")
        print(*sorted(ended), sep="\n")
        print("tasks left:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
