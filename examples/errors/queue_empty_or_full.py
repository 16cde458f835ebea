"""`get_nowait` and `put_nowait` do not wait: they raise, without a message."""

import asyncio


async def main() -> None:
    tweets = asyncio.Queue[str](maxsize=1)
    try:
        tweets.get_nowait()
    except asyncio.QueueEmpty as error:
        print("nothing there:", repr(error))

    tweets.put_nowait("first tweet")
    try:
        tweets.put_nowait("second tweet")
    except asyncio.QueueFull as error:
        print("no room:", repr(error))

    sending = asyncio.create_task(tweets.put("second tweet"))
    print(
        "put and get wait:",
        await tweets.get(),
        "and",
        await tweets.get(),
    )
    await sending


if __name__ == "__main__":
    asyncio.run(main())
