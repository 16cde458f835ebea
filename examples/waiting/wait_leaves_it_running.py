"""When time is up, `wait_for` cancels the task; `wait` lets it run."""

import asyncio


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.1)
    return "sent"


async def main() -> None:
    first = asyncio.create_task(tweet_about_latest_article())
    try:
        await asyncio.wait_for(first, timeout=0.05)
    except TimeoutError:
        print("wait_for: TimeoutError, cancelled:", first.cancelled())

    second = asyncio.create_task(tweet_about_latest_article())
    await asyncio.wait({second}, timeout=0.05)
    print("wait: nothing raised, cancelled:", second.cancelled())
    print("later:", await second)


if __name__ == "__main__":
    asyncio.run(main())
