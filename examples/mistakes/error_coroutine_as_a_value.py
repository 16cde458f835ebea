"""A coroutine used as what it would return, in six ways."""

import asyncio
import json
from collections.abc import Callable
from typing import Any


async def read_tweets() -> list[str]:
    await asyncio.sleep(0)
    return ["first tweet", "second tweet"]


def unpack(tweets: Any) -> None:
    first, second = tweets


USES: list[Callable[[Any], object]] = [
    unpack,
    list,
    lambda tweets: tweets(),
    len,
    lambda tweets: tweets + ["third tweet"],
    json.dumps,
]


async def main() -> None:
    tweets = read_tweets()
    for use in USES:
        try:
            use(tweets)
        except TypeError as error:
            print(error)
    print("awaited:", await tweets)


if __name__ == "__main__":
    asyncio.run(main())
