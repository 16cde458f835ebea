"""Threads that wait in comprehensions, with statements and lambdas."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from types import TracebackType


@contextlib.contextmanager
def slow(name: int) -> Iterator[int]:
    yield name


class Slow:
    def __enter__(self) -> None:
        time.sleep(0.02)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        time.sleep(0.02)
        print("left because of", kind)
        return kind is KeyError


def nap(n: int) -> int:
    time.sleep(n / 20)
    return n


def work(n: int) -> tuple[str, int] | None:
    with slow(n) as name, Slow():
        naps = [nap(n) for _ in range(2) if n]
        print(name, naps, {k: nap(k) for k in range(n)}, sorted({nap(1)}))
        if n == 2:
            raise KeyError
        return "returned", n
    return None


async def main() -> None:
    def call(n: int) -> Callable[[], tuple[str, int] | None]:
        return lambda: work(n)

    calls = [call(n) for n in (1, 2, 4)]
    print(await asyncio.gather(*map(asyncio.to_thread, calls)))


asyncio.run(main())
