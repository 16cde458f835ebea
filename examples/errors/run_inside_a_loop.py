"""Where a loop runs, a second run is refused and `await` works."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    tweeting = tweet_about_latest_article()
    try:
        asyncio.run(tweeting)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    try:
        asyncio.get_running_loop().run_until_complete(tweeting)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
