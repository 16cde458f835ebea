"""A thread hands two tasks to the loop and waits in `result()`; it gives up on the second."""

import asyncio


async def tweet() -> str:
    await asyncio.sleep(0.1)
    return "sent"


async def mail() -> None:
    await asyncio.sleep(0.2)


def publish(loop: asyncio.AbstractEventLoop) -> None:
    tweeting = asyncio.run_coroutine_threadsafe(tweet(), loop)
    print(tweeting.result())
    mailing = asyncio.run_coroutine_threadsafe(mail(), loop)
    try:
        mailing.result(timeout=0.05)
    except TimeoutError:
        print("too late")


async def main() -> None:
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, publish, loop)
    await asyncio.sleep(0.3)


asyncio.run(main())
