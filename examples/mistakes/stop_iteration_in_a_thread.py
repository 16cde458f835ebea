"""A `StopIteration` out of a thread is an error, where it used to hang."""

import asyncio

waiting_tweets = iter(["first tweet"])


async def main() -> None:
    print(await asyncio.to_thread(next, waiting_tweets))
    try:
        async with asyncio.timeout(0.2):
            print(await asyncio.to_thread(next, waiting_tweets))
    except TimeoutError:
        print("the task waits for ever; the timeout ended it")
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
