"""With no running loop, `ensure_future` does what its version says."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


def main() -> None:
    tweeting = asyncio.ensure_future(tweet_about_latest_article())
    print("main: article published")
    asyncio.get_event_loop().run_until_complete(tweeting)


if __name__ == "__main__":
    main()
