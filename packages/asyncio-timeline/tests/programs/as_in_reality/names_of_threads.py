"""An initializer, names of threads."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor


def begin(value: int) -> None:
    print("begin", value, threading.current_thread().name)


def name() -> str:
    return threading.current_thread().name


async def main() -> None:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, initializer=begin, initargs=(7,)) as pool:
        print(await loop.run_in_executor(pool, name))
    with ThreadPoolExecutor(1, "mine") as pool:
        print(await loop.run_in_executor(pool, name))
    print(await asyncio.to_thread(name))
    thread = threading.Thread(target=print)
    print(thread.name)


asyncio.run(main())
