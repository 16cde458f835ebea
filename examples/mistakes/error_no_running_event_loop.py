"""`create_task` outside of a coroutine finds no loop."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


def publish() -> None:
    asyncio.create_task(tweet_about_latest_article())


if __name__ == "__main__":
    try:
        publish()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
