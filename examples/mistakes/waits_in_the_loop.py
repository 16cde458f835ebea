"""`result()` in the loop's own thread waits for a loop that waits."""

import asyncio


async def tweet() -> str:
    print("tweet: started")
    await asyncio.sleep(0.05)
    return "tweet number 7"


async def main() -> None:
    loop = asyncio.get_running_loop()
    future = asyncio.run_coroutine_threadsafe(tweet(), loop)
    try:
        print("main: sent", future.result(timeout=0.2))
    except TimeoutError:
        print("main: no result within 0.2 s")
    print("main: sent", await asyncio.wrap_future(future))


if __name__ == "__main__":
    asyncio.run(main())
