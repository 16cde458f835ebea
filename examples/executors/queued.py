"""If no thread is free a call waits, and can still be cancelled."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

ran: list[str] = []


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    finish = threading.Event()
    busy = asyncio.create_task(asyncio.to_thread(finish.wait, 5))
    await asyncio.sleep(0)

    first = loop.run_in_executor(None, ran.append, "first")
    second = loop.run_in_executor(None, ran.append, "second")
    await asyncio.sleep(0.05)
    print("main: ran while the thread was taken:", ran)
    second.cancel()
    await asyncio.wait({second})
    finish.set()
    await busy
    await first
    print("main: ran in the end:", ran)


if __name__ == "__main__":
    asyncio.run(main())
