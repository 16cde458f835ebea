"""`gather` gives results in the order asked, not in the order done."""

import asyncio
import threading

second_done = threading.Event()


def resize_first() -> str:
    second_done.wait(timeout=5)
    print("thread: first photo done")
    return "first"


def resize_second() -> str:
    print("thread: second photo done")
    second_done.set()
    return "second"


async def main() -> None:
    photos = await asyncio.gather(
        asyncio.to_thread(resize_first),
        asyncio.to_thread(resize_second),
    )
    print("main:", photos)


if __name__ == "__main__":
    asyncio.run(main())
