"""An executor that was shut down takes no more work."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


async def main() -> None:
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor()
    await loop.run_in_executor(pool, time.sleep, 0)
    pool.shutdown(wait=False)  # waiting would block the loop
    try:
        await loop.run_in_executor(pool, time.sleep, 0)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
        #> RuntimeError: cannot schedule new futures after shutdown

    await loop.shutdown_default_executor()
    try:
        await asyncio.to_thread(time.sleep, 0)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
        #> RuntimeError: Executor shutdown has been called


if __name__ == "__main__":
    asyncio.run(main())
