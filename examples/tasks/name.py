"""A task has a name, and the code it runs can ask for it."""

import asyncio


def speaker() -> str:
    task = asyncio.current_task()
    return task.get_name() if task else "nobody"


async def tweet_about_latest_article() -> None:
    print(f"{speaker()}: sent")


async def main() -> None:
    print(f"{speaker()}: article published")
    await tweet_about_latest_article()
    await asyncio.create_task(tweet_about_latest_article())
    tweeting = asyncio.create_task(
        tweet_about_latest_article(),
        name="tweet",
    )
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
