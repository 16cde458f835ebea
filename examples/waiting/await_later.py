"""Keep the task, go on, and await it where you need its result."""

import asyncio


async def tweet_about_latest_article() -> str:
    print("tweet: connecting")
    await asyncio.sleep(0.1)
    return "tweet sent"


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: article published")
    await asyncio.sleep(0.05)
    print("main: reader served")
    print(f"main: {await tweeting}")


if __name__ == "__main__":
    asyncio.run(main())
