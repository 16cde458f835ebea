"""`exception()` before the task is done raises `InvalidStateError`."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise OSError("no network")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    try:
        tweeting.exception()
    except asyncio.InvalidStateError as error:
        print(f"{type(error).__name__}: {error}")
    await asyncio.wait({tweeting})
    print("once it is done:", repr(tweeting.exception()))


if __name__ == "__main__":
    asyncio.run(main())
