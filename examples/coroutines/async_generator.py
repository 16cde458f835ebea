"""With `yield` in it, an async function gives an async generator."""

import asyncio
import inspect
from collections.abc import AsyncIterator


async def articles() -> AsyncIterator[str]:
    print("articles: running")
    yield "article"


async def main() -> None:
    made = articles()
    print("main: I hold an", type(made).__name__)
    print("main: can be awaited:", inspect.isawaitable(made))
    async for article in made:
        print("main: got an", article)


if __name__ == "__main__":
    asyncio.run(main())
