"""A cancellation that comes after the answer can still win."""

import asyncio


async def ask(answer: asyncio.Future[str]) -> None:
    try:
        print("ask: got", await answer)
    except asyncio.CancelledError:
        print("ask: cancelled; the answer was:", answer.result())
        raise


async def main() -> None:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()
    asking = asyncio.create_task(ask(answer))
    await asyncio.sleep(0.05)
    answer.set_result("paid")
    asking.cancel()
    await asyncio.wait({asking})
    print("main: cancelled?", asking.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
