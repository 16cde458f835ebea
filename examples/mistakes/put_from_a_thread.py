"""`put_nowait` from a thread does not wake the event loop."""

import asyncio
import time

mails = asyncio.Queue[str]()


def read_mailbox() -> None:
    time.sleep(0.1)
    mails.put_nowait("from Ada")
    print("thread: mail is in the queue")


async def answer() -> None:
    print("task: mail", await mails.get())


async def main() -> None:
    loop = asyncio.get_running_loop()
    answering = asyncio.create_task(answer())
    reading = loop.run_in_executor(None, read_mailbox)
    await asyncio.sleep(0.3)
    print("main: looks around")
    await answering
    await reading


if __name__ == "__main__":
    asyncio.run(main())
