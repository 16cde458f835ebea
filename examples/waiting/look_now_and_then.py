"""To poll, sleep between looks at `done()`: the task runs meanwhile."""

import asyncio


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.25)
    return "tweet sent"


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    while not tweeting.done():
        print("main: not yet, serving readers")
        await asyncio.sleep(0.1)
    print(f"main: {tweeting.result()}")


if __name__ == "__main__":
    asyncio.run(main())
