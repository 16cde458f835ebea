"""A long computation keeps every other task waiting, too."""

import asyncio


async def count_words(article: str) -> None:
    words = sum(1 for letter in article if letter == " ") + 1
    print("count: words:", words)


async def serve_reader() -> None:
    print("reader: served")


async def main() -> None:
    reader = asyncio.create_task(serve_reader())
    print("main: the reader is ready")
    await count_words("background " * 200_000 + "asyncio")
    await reader


if __name__ == "__main__":
    asyncio.run(main())
