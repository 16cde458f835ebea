"""An answer that comes after a timeout is refused, and the loop logs it."""

import asyncio
import threading


async def ask_the_server() -> str:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()
    answers = (
        loop.call_soon_threadsafe,
        [answer.set_result, "tweet sent"],
    )
    threading.Timer(0.1, *answers).start()
    return await answer


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            print(await ask_the_server())
    except TimeoutError:
        print("main: no answer in time")
    await asyncio.sleep(0.15)
    print("main: goes on")


if __name__ == "__main__":
    asyncio.run(main())
