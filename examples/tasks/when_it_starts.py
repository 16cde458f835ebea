"""A task starts when the current task suspends, not when created."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: started")
    await asyncio.sleep(0.05)
    print("tweet: sent")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: task created")
    print("main: article published")
    await asyncio.sleep(0.1)
    print(f"main: tweet done: {tweeting.done()}")


if __name__ == "__main__":
    asyncio.run(main())
