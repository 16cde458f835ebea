"""Loops run by hand: inside another, stopped too early, closed too early."""

import asyncio


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.05)
    return "tweet sent"


async def main() -> None:
    inner = asyncio.new_event_loop()
    tweeting = tweet_about_latest_article()
    try:
        inner.run_until_complete(tweeting)
    except RuntimeError as error:
        print(f"inside another: {error}")
    inner.close()
    print(await tweeting)


def stop_too_early() -> None:
    loop = asyncio.new_event_loop()
    task = loop.create_task(tweet_about_latest_article())
    loop.call_soon(loop.stop)
    try:
        loop.run_until_complete(task)
    except RuntimeError as error:
        print(f"stopped: {error}")
    print("run to its end:", loop.run_until_complete(task))
    loop.close()


if __name__ == "__main__":
    asyncio.run(main())
    stop_too_early()
