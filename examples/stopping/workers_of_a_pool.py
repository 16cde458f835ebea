"""`terminate_workers` ends the processes of a pool at once."""

# /// script
# requires-python = ">=3.14"
# ///

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


async def main(pool: ProcessPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    resizing = loop.run_in_executor(pool, time.sleep, 60)
    await asyncio.wait({resizing}, timeout=0.2)
    pool.terminate_workers()
    try:
        await resizing
    except BrokenProcessPool:
        print("main: the work was broken off")


if __name__ == "__main__":
    asyncio.run(main(ProcessPoolExecutor(max_workers=1)))
    print("script: goodbye")
