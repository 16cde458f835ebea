"""A task runs once and keeps its result: await it twice, get it twice."""

import asyncio


async def publish() -> str:
    print("publish: running")
    return "article"


async def main() -> None:
    publishing = asyncio.create_task(publish())
    await asyncio.sleep(0.05)
    print(f"main: done before any await: {publishing.done()}")
    print(f"main: first await: {await publishing}")
    print(f"main: second await: {await publishing}")


if __name__ == "__main__":
    asyncio.run(main())
