"""A new process knows nothing of it: hand it the value."""

import asyncio
import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor
from contextvars import ContextVar

reader = ContextVar("reader", default="nobody")


def count_words(article: str) -> str:
    return f"{len(article.split())} words, read by {reader.get()}"


def count_words_for(name: str, article: str) -> str:
    reader.set(name)
    return count_words(article)


async def main(pool: Executor) -> None:
    loop = asyncio.get_running_loop()
    reader.set("Ada")
    text = "asyncio in the background"
    print(await loop.run_in_executor(pool, count_words, text))
    print(
        await loop.run_in_executor(
            pool, count_words_for, reader.get(), text
        )
    )


if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        asyncio.run(main(pool))
