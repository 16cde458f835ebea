"""A function can return and leave behind what it has started."""

import asyncio

background: set[asyncio.Task[None]] = set()


async def tweet() -> None:
    await asyncio.sleep(0.05)
    print("tweet: sent, who still waits for it?")


async def publish() -> None:
    background.add(asyncio.create_task(tweet()))
    print("publish: returns")


async def main() -> None:
    await publish()
    print("main: published, tasks left:", len(background))
    await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main())
