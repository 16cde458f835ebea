"""A `TaskGroup` takes tasks only while its block is open."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    group = asyncio.TaskGroup()
    tweeting = tweet_about_latest_article()
    try:
        group.create_task(tweeting)
    except RuntimeError as error:
        print("before:", error)
    tweeting.close()

    async with group:
        group.create_task(tweet_about_latest_article())

    tweeting = tweet_about_latest_article()
    try:
        group.create_task(tweeting)
    except RuntimeError as error:
        print("after:", error)
    tweeting.close()


if __name__ == "__main__":
    asyncio.run(main())
