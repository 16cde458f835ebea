"""A done callback sees the failure of a task that nobody awaits."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise ConnectionError("the network is down")


def report(tweeting: asyncio.Task[None]) -> None:
    if tweeting.cancelled():
        print("report: tweet cancelled")
    elif (error := tweeting.exception()) is not None:
        print(f"report: {type(error).__name__}: {error}")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    tweeting.add_done_callback(report)
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: reader served")


if __name__ == "__main__":
    asyncio.run(main())
