"""A thread hands items to a task by way of the event loop."""

import asyncio
import time


def read_mailbox(
    loop: asyncio.AbstractEventLoop, mails: asyncio.Queue[str]
) -> None:
    for mail in ("from Ada", "from Bob"):
        time.sleep(0.1)  # waits for the mail
        loop.call_soon_threadsafe(mails.put_nowait, mail)


async def answer(mails: asyncio.Queue[str]) -> None:
    while True:
        print("task: mail", await mails.get())
        mails.task_done()


async def main() -> None:
    mails = asyncio.Queue[str]()
    answering = asyncio.create_task(answer(mails))
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(read_mailbox, loop, mails)
    await mails.join()
    answering.cancel()
    print("main: all answered")


if __name__ == "__main__":
    asyncio.run(main())
