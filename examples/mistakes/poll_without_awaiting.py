"""A `while` that never awaits never ends: the task gets no turn."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    looks = 0
    while not tweeting.done() and looks < 100_000:
        looks += 1
    print(f"main: done after {looks} looks: {tweeting.done()}")
    await asyncio.sleep(0)
    print(f"main: done after one await: {tweeting.done()}")


if __name__ == "__main__":
    asyncio.run(main())
