"""A pool that is shut down in a thread leaves the loop free."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


async def serve_reader() -> None:
    await asyncio.sleep(0.1)
    print("reader: served")


async def main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.create_task(serve_reader())
    pool = ThreadPoolExecutor()
    try:
        async with asyncio.timeout(0.05):
            await loop.run_in_executor(pool, time.sleep, 0.3)
    except TimeoutError:
        print("main: TimeoutError, reader served:", reader.done())
    finally:
        await asyncio.to_thread(pool.shutdown)
        print("main: pool closed")
    await reader


if __name__ == "__main__":
    asyncio.run(main())
