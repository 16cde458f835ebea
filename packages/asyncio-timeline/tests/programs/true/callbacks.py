"""A callback that fails, one of a library that blocks, one in which the program prints."""

import asyncio
import time


def fail() -> None:
    raise ValueError("in a callback")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    loop.call_soon(fail)
    loop.call_soon(time.sleep, 0.12)
    loop.call_soon(print, "by print itself")
    await asyncio.sleep(0.01)


asyncio.run(main())
