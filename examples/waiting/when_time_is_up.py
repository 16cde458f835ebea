"""When time is up, two of three ways cancel and raise."""

import asyncio


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.1)
    return "sent"


async def main() -> None:
    first = asyncio.create_task(tweet_about_latest_article())
    try:
        async with asyncio.timeout(0.05):
            await first
    except TimeoutError:
        print("timeout: TimeoutError, cancelled:", first.cancelled())

    second = asyncio.create_task(tweet_about_latest_article())
    try:
        await asyncio.wait_for(second, timeout=0.05)
    except TimeoutError:
        print("wait_for: TimeoutError, cancelled:", second.cancelled())

    third = asyncio.create_task(tweet_about_latest_article())
    done, _ = await asyncio.wait({third}, timeout=0.05)
    print("wait:", len(done), "done, cancelled:", third.cancelled())
    print("wait, later:", await third)


if __name__ == "__main__":
    asyncio.run(main())
