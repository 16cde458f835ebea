"""`set_default_executor` gives `to_thread` your own pool."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor


def worker() -> str:
    return threading.current_thread().name


async def main() -> None:
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(1, thread_name_prefix="blog")
    loop.set_default_executor(pool)
    print("to_thread:", await asyncio.to_thread(worker))
    #> to_thread: blog_0
    print("run_in_executor:", await loop.run_in_executor(None, worker))
    #> run_in_executor: blog_0


if __name__ == "__main__":
    asyncio.run(main())
