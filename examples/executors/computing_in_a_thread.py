"""Python code in a thread and the event loop take turns."""

import asyncio
import threading


def count_until(stop: threading.Event) -> None:
    print("thread: computing")
    while not stop.is_set():
        sum(range(1000))
    print("thread: stopped")


async def main() -> None:
    stop = threading.Event()
    counting = asyncio.create_task(asyncio.to_thread(count_until, stop))
    for reader in (1, 2):
        await asyncio.sleep(0.1)
        print(f"reader {reader}: served")
    stop.set()
    await counting


if __name__ == "__main__":
    asyncio.run(main())
