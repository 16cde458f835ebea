"""Ask a task whether it is done, and collect its result later."""

import asyncio


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.2)
    return "tweet number 7"


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: article published")
    while not tweeting.done():
        await asyncio.sleep(0.15)
        print("main: reader served")
    print("main: sent", await tweeting)


if __name__ == "__main__":
    asyncio.run(main())
