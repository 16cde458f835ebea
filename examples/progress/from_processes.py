"""A process tells nothing before its end, so send it small pieces."""

import asyncio
from concurrent.futures import Executor, ProcessPoolExecutor


def count_words(article: str) -> int:
    return len(article.split())


async def main(pool: Executor) -> None:
    loop = asyncio.get_running_loop()
    articles = ["a short one", "two words", "one"]
    pieces = [
        loop.run_in_executor(pool, count_words, article)
        for article in articles
    ]
    words = 0
    for number, piece in enumerate(asyncio.as_completed(pieces), 1):
        words += await piece
        print(f"main: {number} of {len(articles)} articles counted")
    print("main: words:", words)


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=2) as pool:
        asyncio.run(main(pool))
