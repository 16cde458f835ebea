"""A thread asks the loop."""

import asyncio


async def answer() -> int:
    await asyncio.sleep(0.05)
    return 42


def ask(loop: asyncio.AbstractEventLoop) -> None:
    future = asyncio.run_coroutine_threadsafe(answer(), loop)
    print("thread:", future.result())


async def main() -> None:
    await asyncio.to_thread(ask, asyncio.get_running_loop())


asyncio.run(main())
