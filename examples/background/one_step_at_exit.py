"""A task created just before `main` returns runs to its first wait."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: connecting")
    try:
        await asyncio.sleep(0)
        print("tweet: sent")
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: returns, tweet done:", tweeting.done())


if __name__ == "__main__":
    asyncio.run(main())
    print("after asyncio.run")
