"""A call in a process that is started in one way; a test writes another in its place."""

import asyncio
import multiprocessing
import warnings
from concurrent.futures import ProcessPoolExecutor

warnings.simplefilter("ignore")


class Article:
    pass


def work(article: Article) -> Article:
    print("worked", flush=True)
    return article


async def main() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        loop = asyncio.get_running_loop()
        article = await loop.run_in_executor(pool, work, Article())
    print(type(article) is Article)


if __name__ == "__main__":
    asyncio.run(main())
