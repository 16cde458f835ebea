"""A thread tells its progress with `call_soon_threadsafe`."""

import asyncio
import time
from collections.abc import Callable


def resize(photos: list[str], tell: Callable[[int], object]) -> None:
    for number, _ in enumerate(photos, 1):
        time.sleep(0.1)  # resizing
        tell(number)


async def main() -> None:
    loop = asyncio.get_running_loop()
    photos = ["cat.png", "dog.png", "owl.png"]

    def show(number: int) -> None:
        print(f"main: {number} of {len(photos)} resized")

    def tell(number: int) -> None:
        loop.call_soon_threadsafe(show, number)

    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(resize, photos, tell))
        await asyncio.sleep(0.15)
        print("main: reader served")


if __name__ == "__main__":
    asyncio.run(main())
