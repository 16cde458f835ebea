"""A thread may call `asyncio.run`, but waiting for it blocks the loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


async def fetch_replies() -> int:
    await asyncio.sleep(0.15)
    return 3


def count_replies() -> int:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, fetch_replies()).result()


async def serve_reader() -> None:
    await asyncio.sleep(0.05)
    print("reader: served")


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(serve_reader())
        await asyncio.sleep(0)  # the reader begins
        print("main: replies:", count_replies())


if __name__ == "__main__":
    print("sync: replies:", count_replies())
    asyncio.run(main())
