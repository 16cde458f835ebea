"""`ensure_future` returns a future as it is and wraps the rest in a task."""

import asyncio
from collections.abc import Generator


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.05)


class Tweet:
    """Not a coroutine and not a future, yet it can be awaited."""

    def __await__(self) -> Generator[None, None, None]:
        return tweet_about_latest_article().__await__()


async def main() -> None:
    future = asyncio.Future[None]()
    print("future, the same:", asyncio.ensure_future(future) is future)
    #> future, the same: True

    task = asyncio.create_task(tweet_about_latest_article())
    print("task, the same:", asyncio.ensure_future(task) is task)
    #> task, the same: True

    tweeting = asyncio.ensure_future(tweet_about_latest_article())
    print("a coroutine became a", type(tweeting).__name__)
    #> a coroutine became a Task

    wrapped = asyncio.ensure_future(Tweet())
    print("another awaitable became a", type(wrapped).__name__)
    #> another awaitable became a Task

    await asyncio.wait({task, tweeting, wrapped})


if __name__ == "__main__":
    asyncio.run(main())
