"""`run_coroutine_threadsafe` starts a task from a thread."""

import asyncio


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.1)
    return "tweet number 7"


def publish(loop: asyncio.AbstractEventLoop) -> None:
    tweet = tweet_about_latest_article()
    future = asyncio.run_coroutine_threadsafe(tweet, loop)
    print("thread: article published")
    print("thread: sent", future.result())


async def main() -> None:
    loop = asyncio.get_running_loop()
    publishing = asyncio.create_task(asyncio.to_thread(publish, loop))
    await asyncio.sleep(0.05)
    print("main: reader served")
    await publishing


if __name__ == "__main__":
    asyncio.run(main())
