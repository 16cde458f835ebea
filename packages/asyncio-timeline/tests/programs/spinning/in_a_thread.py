"""A thread that spins."""

import asyncio


def work() -> None:
    while True:
        pass


asyncio.run(asyncio.to_thread(work))
