"""`result()` before the task is done raises `InvalidStateError`."""

import asyncio


async def tweet_about_latest_article() -> str:
    return "tweet sent"


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    try:
        tweeting.result()
    except asyncio.InvalidStateError as error:
        print(f"{type(error).__name__}: {error}")
    await tweeting
    print(tweeting.result())


if __name__ == "__main__":
    asyncio.run(main())
