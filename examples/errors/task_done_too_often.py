"""`task_done()` is called once for each item that `get()` handed out."""

import asyncio


async def main() -> None:
    tweets = asyncio.Queue[str]()
    tweets.put_nowait("article published")
    print("sent:", await tweets.get())
    tweets.task_done()
    try:
        tweets.task_done()
    except ValueError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
