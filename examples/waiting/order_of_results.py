"""In which order four ways to wait for all give the results."""

import asyncio


async def tweet(name: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return name


def start() -> list[asyncio.Task[str]]:
    slow = asyncio.create_task(tweet("slow", 0.15))
    fast = asyncio.create_task(tweet("fast", 0.05))
    return [slow, fast]


async def main() -> None:
    print("gather:", *await asyncio.gather(*start()))
    #> gather: slow fast

    arrived = [await each for each in asyncio.as_completed(start())]
    print("as_completed:", *arrived)
    #> as_completed: fast slow

    done, _ = await asyncio.wait(start())
    print("wait:", type(done).__name__, "of", len(done))
    #> wait: set of 2

    async with asyncio.TaskGroup() as group:
        slow = group.create_task(tweet("slow", 0.1))
        fast = group.create_task(tweet("fast", 0.05))
    print("TaskGroup: you kept", slow.result(), "and", fast.result())
    #> TaskGroup: you kept slow and fast


if __name__ == "__main__":
    asyncio.run(main())
