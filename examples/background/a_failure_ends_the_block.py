"""When one task of a group fails, the body of its block is cancelled."""

import asyncio


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def main() -> None:
    try:
        async with asyncio.TaskGroup() as background:
            background.create_task(tweet_about_latest_article())
            print("main: article published")
            await asyncio.sleep(0.1)
            print("main: reader served")
    except* ConnectionError as failed:
        print("main: no reader served,", failed.exceptions[0])


if __name__ == "__main__":
    asyncio.run(main())
