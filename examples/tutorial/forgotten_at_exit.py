"""`asyncio.run` cancels what is under way when `main` returns."""

import asyncio


async def tweet_about_latest_article() -> None:
    try:
        print("tweet: connecting")
        await asyncio.sleep(0.2)
        print("tweet: sent")
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    await asyncio.sleep(0.05)
    print("main: goodbye, tweet done?", tweeting.done())


if __name__ == "__main__":
    asyncio.run(main())
