"""Uninterrupted, Python code keeps other threads waiting; C does not."""

import asyncio
import hashlib
import sys
import threading
from collections.abc import Callable

photo = bytes(2**22)
at_work, served = threading.Event(), threading.Event()


def hash_in_python() -> None:
    sum(byte * 31 for byte in photo[:50])


def hash_in_c() -> None:
    hashlib.sha256(photo)


def hash_until_served(step: Callable[[], None]) -> None:
    at_work.set()
    for _ in range(50):
        step()
        if served.is_set():
            break
    print(f"{step.__name__}: reader served:", served.is_set())


def serve_reader() -> None:
    at_work.wait()
    served.set()


async def main() -> None:
    sys.setswitchinterval(60)  # no thread interrupts another
    for step in (hash_in_python, hash_in_c):
        at_work.clear()
        served.clear()
        await asyncio.gather(
            asyncio.to_thread(serve_reader),
            asyncio.to_thread(hash_until_served, step),
        )


if __name__ == "__main__":
    asyncio.run(main())
