"""`asyncio.timeout` ends what waits in its block, not the program."""

import asyncio


async def fetch_article() -> str:
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("fetch: cancelled")
        raise
    return "article number 7"


async def main() -> None:
    try:
        async with asyncio.timeout(0.1):
            article = await fetch_article()
            print("main: show", article)
    except TimeoutError:
        print("main: show yesterday's article")
    print("main: goes on")


if __name__ == "__main__":
    asyncio.run(main())
