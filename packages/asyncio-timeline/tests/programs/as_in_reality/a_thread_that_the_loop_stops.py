"""A thread that the loop stops."""

import asyncio
import threading
import time

stop = threading.Event()


def work() -> None:
    while not stop.is_set():
        time.sleep(0.01)
    print("stopped")


async def main() -> None:
    thread = threading.Thread(target=work)
    thread.start()
    await asyncio.sleep(0.1)
    stop.set()
    thread.join()
    print(thread.is_alive(), thread.name)


asyncio.run(main())
