"""Of five failures in the background, asyncio reports one."""

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def report(
    loop: asyncio.AbstractEventLoop, context: dict[str, Any]
) -> None:
    print("handler heard:", context["exception"])


async def fail(seconds: float, where: str) -> None:
    await asyncio.sleep(seconds)
    raise ConnectionError(where)


def fail_in_thread() -> None:
    raise ConnectionError("pool.submit")


async def main(pool: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(report)
    pool.submit(fail_in_thread)
    asyncio.run_coroutine_threadsafe(fail(0, "from a thread"), loop)
    gathered = asyncio.gather(fail(0, "first"), fail(0.05, "second"))
    await asyncio.wait({gathered})
    print("main: gather raised", gathered.exception())
    await asyncio.gather(fail(0, "returned"), return_exceptions=True)
    asyncio.create_task(fail(0, "dropped task"))
    await asyncio.sleep(0.1)
    gc.collect()
    print("main: all have failed")


if __name__ == "__main__":
    with ThreadPoolExecutor(1) as pool:
        asyncio.run(main(pool))
