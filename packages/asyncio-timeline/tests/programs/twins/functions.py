"""Functions that have no twin, and some that have one."""

import time
from collections.abc import Iterator


def calm() -> int:
    """Calls nothing that could block."""
    return len("calm")


def outer() -> None:
    """Has a function in it."""

    def inner() -> None:
        time.sleep(1)

    inner()


class Class:
    """Has a function in it, too."""

    def method(self) -> None:
        """May block."""
        time.sleep(1)


def steps() -> Iterator[None]:
    """Yields by itself."""
    yield


async def coroutine() -> None:
    """Is suspended by its loop."""
