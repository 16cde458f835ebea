"""`asyncio.run` takes anything that can be awaited, not coroutines alone."""

import asyncio
from collections.abc import Generator
from typing import Any


class Publication:
    def __await__(self) -> Generator[Any, None, str]:
        yield from asyncio.sleep(0.05).__await__()
        return "article published"


if __name__ == "__main__":
    run: Any = asyncio.run
    for given in (Publication(), "not awaitable"):
        try:
            print(run(given))
        except (TypeError, ValueError) as error:
            print(
                f"{type(error).__name__}: {str(error).partition('<')[0]}"
            )
