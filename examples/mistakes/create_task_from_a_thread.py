"""`create_task` from a thread wakes no loop: the task waits."""

import asyncio
import threading
import time


async def tweet(started: threading.Event) -> None:
    started.set()


def publish(loop: asyncio.AbstractEventLoop) -> None:
    time.sleep(0.05)  # by now the loop waits
    started = threading.Event()
    loop.create_task(tweet(started))
    print("create_task: started?", started.wait(0.1))

    started = threading.Event()
    asyncio.run_coroutine_threadsafe(tweet(started), loop)
    print("run_coroutine_threadsafe: started?", started.wait(5))


async def main() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(publish, loop)


if __name__ == "__main__":
    asyncio.run(main())
