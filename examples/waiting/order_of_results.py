"""`gather` keeps the order asked, `as_completed` the order done."""

import asyncio


async def tweet(name: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return name


async def main() -> None:
    gathered = await asyncio.gather(
        tweet("slow", 0.15),
        tweet("fast", 0.05),
    )
    print("gather:", *gathered)
    #> gather: slow fast

    tweets = [tweet("slow", 0.15), tweet("fast", 0.05)]
    arrived = [await each for each in asyncio.as_completed(tweets)]
    print("as_completed:", *arrived)
    #> as_completed: fast slow


if __name__ == "__main__":
    asyncio.run(main())
