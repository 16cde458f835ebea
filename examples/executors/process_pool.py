"""A `ProcessPoolExecutor` runs Python code in other processes."""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor


def count_words(article: str) -> tuple[int, int]:
    return len(article.split()), os.getpid()


async def main(pool: ProcessPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    article = "asyncio in the background"
    words, pid = await loop.run_in_executor(pool, count_words, article)
    print("words:", words)
    print("counted in another process:", pid != os.getpid())


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=2) as pool:
        asyncio.run(main(pool))
