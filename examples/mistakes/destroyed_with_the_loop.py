"""A loop closed by hand destroys its tasks; `asyncio.run` cancels them."""

import asyncio
import gc


async def tweet_about_latest_article() -> None:
    try:
        await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


async def main() -> None:
    asyncio.create_task(tweet_about_latest_article())
    await asyncio.sleep(0.05)
    print("main: returns")


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    loop.close()
    gc.collect()  # what Python does from time to time
    print("the loop is closed")
    asyncio.run(main())
