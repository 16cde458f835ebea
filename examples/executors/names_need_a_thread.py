"""To look up a host name takes a thread of the same pool."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    finish = threading.Event()
    busy = asyncio.create_task(asyncio.to_thread(finish.wait, 5))
    await asyncio.sleep(0)

    looking = asyncio.create_task(loop.getaddrinfo("127.0.0.1", 80))
    await asyncio.wait({looking}, timeout=0.1)
    print("while the thread is taken, looked up:", looking.done())
    finish.set()
    await busy
    print("later, addresses:", len(await looking) > 0)


if __name__ == "__main__":
    asyncio.run(main())
