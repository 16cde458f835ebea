"""Tasks that a callback, a thread and the script create, and one that asyncio.run does."""

import asyncio
import threading


async def work() -> None:
    await asyncio.sleep(0)


def callback() -> None:
    kept.append(asyncio.create_task(work(), name="from a callback"))


def in_thread(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.run_coroutine_threadsafe(work(), loop).result()


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(callback)
    thread = threading.Thread(target=in_thread, args=(loop,))
    thread.start()
    await asyncio.sleep(0.2)


kept: list[asyncio.Task[None]] = []
by_hand = asyncio.new_event_loop()
by_hand.run_until_complete(by_hand.create_task(work(), name="from the script"))
by_hand.run_until_complete(work())
by_hand.close()
asyncio.run(main())
