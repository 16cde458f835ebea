"""After `shutdown()` a queue takes nothing, and gives out what is left."""

# /// script
# requires-python = ">=3.13"
# ///

import asyncio


async def send(tweets: asyncio.Queue[str]) -> None:
    try:
        while True:
            print("worker: sends", await tweets.get())
    except asyncio.QueueShutDown as error:
        print("worker: ends,", repr(error))


async def main() -> None:
    tweets = asyncio.Queue[str]()
    tweets.put_nowait("first tweet")
    tweets.put_nowait("second tweet")
    tweets.shutdown()
    try:
        tweets.put_nowait("third tweet")
    except asyncio.QueueShutDown as error:
        print("main: refused,", repr(error))
    await send(tweets)


if __name__ == "__main__":
    asyncio.run(main())
