"""`ensure_future` serves a function that takes any awaitable."""

import asyncio
from collections.abc import Awaitable

kept = set[asyncio.Future[str]]()


def keep(work: Awaitable[str]) -> asyncio.Future[str]:
    future = asyncio.ensure_future(work)
    kept.add(future)
    future.add_done_callback(kept.discard)
    return future


async def tweet_about_latest_article() -> str:
    await asyncio.sleep(0.05)
    return "tweet sent"


async def main() -> None:
    tweeting = keep(tweet_about_latest_article())
    approval = asyncio.Future[str]()
    print("the caller's own future:", keep(approval) is approval)
    #> the caller's own future: True
    print("kept:", len(kept))
    #> kept: 2

    approval.set_result("article approved")
    print(await tweeting)
    #> tweet sent
    print(await approval)
    #> article approved
    print("kept:", len(kept))
    #> kept: 0


if __name__ == "__main__":
    asyncio.run(main())
