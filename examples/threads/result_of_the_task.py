"""The thread's future raises what the task raised, and cancels it."""

import asyncio


async def mail() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def tweet() -> None:
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


def publish(loop: asyncio.AbstractEventLoop) -> None:
    mailing = asyncio.run_coroutine_threadsafe(mail(), loop)
    try:
        mailing.result()
    except ConnectionError as error:
        print("thread: not mailed,", error)

    tweeting = asyncio.run_coroutine_threadsafe(tweet(), loop)
    try:
        tweeting.result(timeout=0.05)
    except TimeoutError:
        print(
            "thread: no longer waiting; cancelled?",
            tweeting.cancelled(),
        )
    tweeting.cancel()


async def main() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(publish, loop)
    await asyncio.sleep(0.05)
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
