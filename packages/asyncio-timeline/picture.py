"""Two downloads in the background, and a call in a thread."""

import asyncio
import time


def compress(name: str) -> None:
    time.sleep(0.1)
    print("compressed", name)


async def download(name: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    print("downloaded", name)
    return name


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(download("talk.mp4", 0.2), name="talk")
        group.create_task(download("slides.pdf", 0.1), name="slides")
        await first
        await asyncio.to_thread(compress, "talk.mp4")


asyncio.run(main())
