"""`asyncio.wait` with `timeout=0` lets other tasks run, then looks."""

import asyncio


async def tweet_about_latest_article() -> str:
    return "tweet sent"


async def main() -> None:
    tweeting = asyncio.create_task(tweet_about_latest_article())
    print("done() says", tweeting.done())
    #> done() says False
    done, _ = await asyncio.wait({tweeting}, timeout=0)
    print("wait() says", tweeting in done)
    #> wait() says True


if __name__ == "__main__":
    asyncio.run(main())
