"""Once `asyncio.run` has ended, `ensure_future` finds no loop."""

import asyncio


async def main() -> None:
    print("main: article published")


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


if __name__ == "__main__":
    asyncio.run(main())
    tweet = tweet_about_latest_article()
    try:
        asyncio.ensure_future(tweet)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    tweet.close()
