"""The idea of an event loop: each runs until it gives up its turn."""

from collections import deque
from collections.abc import Coroutine, Generator


class GiveUpTheTurn:
    def __await__(self) -> Generator[None, None, None]:
        yield


async def visit(reader: str, pages: int) -> None:
    for page in range(1, pages + 1):
        print(f"{reader}: reads page {page}")
        await GiveUpTheTurn()
    print(f"{reader}: leaves")


def run(*coroutines: Coroutine[None, None, None]) -> None:
    ready = deque(coroutines)
    while ready:
        coroutine = ready.popleft()
        try:
            coroutine.send(None)
        except StopIteration:
            continue
        ready.append(coroutine)


if __name__ == "__main__":
    run(visit("Ada", 2), visit("Grace", 1))
