"""An async generator yields its progress to whoever runs it."""

import asyncio
from collections.abc import AsyncIterator


async def upload(photo: str) -> AsyncIterator[int]:
    for percent in (50, 100):
        await asyncio.sleep(0.05)
        yield percent
    print(f"upload: {photo} is there")


async def main() -> None:
    async for percent in upload("cat.png"):
        print(f"main: {percent} %")


if __name__ == "__main__":
    asyncio.run(main())
