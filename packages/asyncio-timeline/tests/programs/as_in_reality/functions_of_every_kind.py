"""Threads whose functions are nested, inherited, private, decorated."""

import asyncio
import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def logged(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        print("call", getattr(function, "__name__", ""))
        return function(*args, **kwargs)

    return call


class Base:
    def work(self, n: int) -> list[int]:
        time.sleep(n / 20)
        return [n]


class Photo(Base):
    __width = 7

    @logged
    def work(self, n: int, *, factor: int = 2) -> tuple[list[int], int, object]:  # type: ignore[override]
        total = super().work(n)

        def add(more: int) -> int:
            nonlocal total
            time.sleep(0.01)
            total = [*total, more * factor, self.__width]
            return len(total)

        assert add(1) == 3
        while (size := add(2)) < 5:
            pass
        try:
            return total, size, locals()["n"]
        finally:
            time.sleep(0.1)
            print("finally", n)


async def main() -> None:
    photo = Photo()
    print(await asyncio.gather(*(asyncio.to_thread(photo.work, n) for n in (4, 1))))


asyncio.run(main())
