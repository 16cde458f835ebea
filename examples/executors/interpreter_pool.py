"""An interpreter pool stays in the process and shares no variables."""

# /// script
# requires-python = ">=3.14"
# ///

import asyncio
import os
from concurrent.futures import InterpreterPoolExecutor

counted: list[str] = []


def count_words(article: str) -> tuple[int, int]:
    counted.append(article)
    return len(article.split()), os.getpid()


async def main(pool: InterpreterPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    article = "asyncio in the background"
    words, pid = await loop.run_in_executor(pool, count_words, article)
    print("words:", words)
    print("counted in the same process:", pid == os.getpid())
    print("articles in the list of main:", len(counted))


if __name__ == "__main__":
    with InterpreterPoolExecutor(max_workers=2) as pool:
        asyncio.run(main(pool))
