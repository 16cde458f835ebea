"""Who wants a coroutine gets a call; who wants a function, its name."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    tweeting = tweet_about_latest_article()
    try:
        asyncio.run_coroutine_threadsafe(
            tweet_about_latest_article, loop
        )
    except TypeError as error:
        print("run_coroutine_threadsafe:", error)
    for schedule in (loop.call_soon, loop.call_soon_threadsafe):
        try:
            schedule(tweet_about_latest_article)
        except TypeError as error:
            print(f"{schedule.__name__}:", error)
    loop.call_soon(asyncio.ensure_future, tweeting)
    await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
