"""A timeout asks the work to end, and then waits until it has."""

import asyncio


async def tweet_about_latest_article() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        print("tweet: logging out")
        await asyncio.sleep(0.2)
        print("tweet: logged out")


async def mail_subscribers() -> str:
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("mail: ignores it")
    return "mailed"


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            await tweet_about_latest_article()
    except TimeoutError:
        print("main: TimeoutError")

    async with asyncio.timeout(0.05):
        print("main: no TimeoutError,", await mail_subscribers())


if __name__ == "__main__":
    asyncio.run(main())
