"""A task that only sleeps notices when the loop was blocked."""

import asyncio
import time


async def watch(most: float) -> None:
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(0.05)
        if loop.time() - before - 0.05 > most:
            print("watch: the loop was blocked")


def build_page() -> None:
    time.sleep(0.3)


async def publish() -> None:
    await asyncio.sleep(0.05)
    print("publish: begins")
    build_page()
    print("publish: done")


async def main() -> None:
    watching = asyncio.create_task(watch(most=0.15))
    await publish()
    await asyncio.sleep(0.05)
    watching.cancel()


if __name__ == "__main__":
    asyncio.run(main())
