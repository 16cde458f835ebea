"""What cannot be pickled cannot be sent to another process."""

import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import Any


async def send(name: str, *work: Any) -> None:
    try:
        await asyncio.get_running_loop().run_in_executor(pool, *work)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")


async def main() -> None:
    def count_words(article: str) -> int:
        return len(article.split())

    await send("inner function", count_words, "article")
    await send("lambda", lambda: 0)
    await send("lock", repr, threading.Lock())
    await send("generator", repr, (word for word in "ab"))


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        asyncio.run(main())
