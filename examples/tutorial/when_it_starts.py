"""A task starts when `main` first has to wait, no sooner."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: started")


async def update(page: str) -> None:
    print(f"update: {page} page")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: task created")
    await update("home")
    await update("archive")
    print("main: waiting for the first time")
    await asyncio.sleep(0)
    print("main: back again")
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
