"""A timeout cancels, then waits for as long as the clean-up takes."""

import asyncio


async def upload_photo() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        print("upload: closing the connection")
        await asyncio.sleep(0.2)
        print("upload: connection closed")


async def upload_or_give_up() -> None:
    try:
        async with asyncio.timeout(0.1):
            await upload_photo()
    except TimeoutError:
        print("upload: TimeoutError, at last")


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(upload_or_give_up())
        await asyncio.sleep(0.2)
        print("main: 0.2 s are over")


if __name__ == "__main__":
    asyncio.run(main())
