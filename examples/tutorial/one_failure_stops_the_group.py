"""When one task fails, its group cancels the rest and tells you."""

import asyncio


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("the network is down")


async def mail_subscribers() -> None:
    try:
        await asyncio.sleep(0.2)
        print("mail: sent")
    except asyncio.CancelledError:
        print("mail: cancelled")
        raise


async def main() -> None:
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(tweet_about_latest_article())
            tasks.create_task(mail_subscribers())
    except* ConnectionError as failed:
        print("main: tweet failed,", failed.exceptions[0])


if __name__ == "__main__":
    asyncio.run(main())
