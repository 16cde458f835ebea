"""`__init__` cannot await: let an async class method do it first."""

import asyncio
from typing import Self


async def count_readers() -> int:
    await asyncio.sleep(0.05)
    return 42


class Blog:
    def __init__(self, readers: int) -> None:
        self.readers = readers

    @classmethod
    async def open(cls) -> Self:
        return cls(await count_readers())

    @property
    async def newest_article(self) -> str:
        await asyncio.sleep(0.05)
        return "article 7"


async def main() -> None:
    blog = await Blog.open()
    print("readers:", blog.readers)
    #> readers: 42
    print("newest:", await blog.newest_article)
    #> newest: article 7


if __name__ == "__main__":
    asyncio.run(main())
