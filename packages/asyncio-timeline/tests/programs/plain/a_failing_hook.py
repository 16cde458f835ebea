"""A hook for uncaught exceptions fails: both are shown, and neither as the other's sequel."""

import asyncio
import sys


class Odd(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")

    def __bool__(self) -> bool:
        return False


def hook(*error: object) -> None:
    print("hook", sys.exc_info()[0])
    raise ValueError("in the hook")


async def main() -> None:
    raise Odd


sys.excepthook = hook
asyncio.run(main())
