"""Without a main guard each new process runs the whole script again."""

import asyncio
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from textwrap import shorten

print("the script begins")


def count_words(article: str) -> int:
    return len(article.split())


async def main(pool: ProcessPoolExecutor) -> int:
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(pool, count_words, "an article")
    except RuntimeError as error:
        print(f"{type(error).__name__}: {shorten(str(error), 120)}")
        return 1
    return 0


spawn = multiprocessing.get_context("spawn")
with ProcessPoolExecutor(1, mp_context=spawn) as pool:
    sys.exit(asyncio.run(main(pool)))
