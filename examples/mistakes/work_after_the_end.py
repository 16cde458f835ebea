"""When the main thread has ended, no executor takes work any more."""

import asyncio
import atexit
from concurrent.futures import ThreadPoolExecutor


async def tweet_in_a_thread(pool: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(pool, print, "tweet: sent")


def send_late(pool: ThreadPoolExecutor) -> None:
    try:
        asyncio.run(tweet_in_a_thread(pool))
    except RuntimeError as error:
        print(f"at exit: {error}")


if __name__ == "__main__":
    with ThreadPoolExecutor() as pool:
        asyncio.run(tweet_in_a_thread(pool))
    late = ThreadPoolExecutor()
    atexit.register(send_late, late)
