"""Callbacks, timers and tasks take turns."""

import asyncio


async def task() -> None:
    print("task")
    await asyncio.sleep(0)
    print("task again")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, print, "later")
    loop.call_at(loop.time() + 0.02, print, "at")
    loop.call_soon(print, "soon")
    asyncio.create_task(task()).add_done_callback(lambda _: print("done"))
    loop.call_soon(print, "soon after")
    await asyncio.sleep(0.1)


asyncio.run(main())
