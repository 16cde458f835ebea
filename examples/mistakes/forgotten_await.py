"""Without `await` the tweet is not sent: Python warns and goes on."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    print("main: article published")
    tweet_about_latest_article()
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
