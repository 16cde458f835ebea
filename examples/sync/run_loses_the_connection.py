"""Two calls of `asyncio.run` share nothing that belongs to a loop."""

import asyncio


async def connect() -> asyncio.Task[None]:
    return asyncio.create_task(keep_connected())


async def keep_connected() -> None:
    await asyncio.sleep(3600)


async def tweet(connection: asyncio.Task[None]) -> None:
    print("tweet: connection cancelled?", connection.cancelled())


def main() -> None:
    connection = asyncio.run(connect())
    asyncio.run(tweet(connection))


if __name__ == "__main__":
    main()
