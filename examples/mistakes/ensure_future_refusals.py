"""`create_task` takes only a coroutine, `ensure_future` any awaitable."""

import asyncio


async def publish() -> None:
    print("publish: running")


async def main() -> None:
    future = asyncio.Future[None]()
    async with asyncio.TaskGroup() as group:
        for start in (
            asyncio.create_task,
            group.create_task,
            asyncio.ensure_future,
        ):
            print(f"{start.__qualname__}:")
            for offered in (future, publish, None):
                try:
                    print(f"  accepted {start(offered)}")
                except TypeError as error:
                    print(f"  {error}")

    try:
        asyncio.ensure_future(future, name="publish")
    except TypeError as error:
        print(error)


if __name__ == "__main__":
    asyncio.run(main())
