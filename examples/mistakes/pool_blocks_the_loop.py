"""`with` a pool in async code: its end blocks the event loop."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


async def serve_reader() -> None:
    await asyncio.sleep(0.1)
    print("reader: served")


async def main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.create_task(serve_reader())
    try:
        async with asyncio.timeout(0.05):
            with ThreadPoolExecutor() as pool:
                await loop.run_in_executor(pool, time.sleep, 0.3)
    except TimeoutError:
        print("main: TimeoutError, reader served:", reader.done())
    await reader


if __name__ == "__main__":
    asyncio.run(main())
