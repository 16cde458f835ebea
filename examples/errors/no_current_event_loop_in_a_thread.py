"""A thread has no event loop, even while the main thread runs one."""

import asyncio
import threading


def publish(loop: asyncio.AbstractEventLoop) -> None:
    threading.current_thread().name = "publisher"
    try:
        asyncio.get_event_loop()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    loop.call_soon_threadsafe(print, "with the loop handed over: works")


async def main() -> None:
    await asyncio.to_thread(publish, asyncio.get_running_loop())


if __name__ == "__main__":
    asyncio.run(main())
