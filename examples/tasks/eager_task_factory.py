"""With `eager_task_factory` a task starts as soon as it is created."""

# /// script
# requires-python = ">=3.12"
# ///

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: started")
    await asyncio.sleep(0.05)
    print("tweet: sent")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("main: task created")
    await tweeting


if __name__ == "__main__":
    asyncio.run(main())
