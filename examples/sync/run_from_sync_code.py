"""`asyncio.run` calls async code from sync code and gives its result."""

import asyncio


async def fetch_replies(tweet: int) -> int:
    await asyncio.sleep(0.05)
    return tweet * 2


async def fetch_all() -> list[int]:
    tweets = [7, 8]
    return await asyncio.gather(*map(fetch_replies, tweets))


def make_report() -> str:
    replies = asyncio.run(fetch_all())
    return f"replies: {replies}"


if __name__ == "__main__":
    print(make_report())
    #> replies: [14, 16]
