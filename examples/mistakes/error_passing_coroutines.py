"""`asyncio.wait` takes tasks, not coroutines."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    tweeting = tweet_about_latest_article()
    try:
        await asyncio.wait([tweeting])
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    await asyncio.wait([asyncio.create_task(tweeting)])


if __name__ == "__main__":
    asyncio.run(main())
