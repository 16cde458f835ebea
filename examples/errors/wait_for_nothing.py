"""`asyncio.wait` takes a set of tasks, and at least one."""

import asyncio


async def tweet_about_latest_article() -> str:
    return "tweet sent"


async def main() -> None:
    tweets = set[asyncio.Task[str]]()
    try:
        await asyncio.wait(tweets)
    except ValueError as error:
        print(f"{type(error).__name__}: {error}")

    tweeting = asyncio.create_task(tweet_about_latest_article())
    try:
        await asyncio.wait(tweeting)  # type: ignore[type-var]
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    if tweets:
        await asyncio.wait(tweets)
    print("gather takes none as well:", await asyncio.gather(*tweets))
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
