"""A group that takes no more closes the coroutine that it refuses."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(tweet_about_latest_article())
    try:
        group.create_task(tweet_about_latest_article())
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
