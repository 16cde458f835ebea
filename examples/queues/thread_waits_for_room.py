"""A thread waits until the queue has room, if it awaits `put`."""

import asyncio


def read_mailbox(
    loop: asyncio.AbstractEventLoop, mails: asyncio.Queue[str]
) -> None:
    for mail in ("from Ada", "from Bob", "from Cleo"):
        put = asyncio.run_coroutine_threadsafe(mails.put(mail), loop)
        put.result()
        print("thread: handed over", mail)


async def main() -> None:
    mails = asyncio.Queue[str](maxsize=1)
    loop = asyncio.get_running_loop()
    reading = asyncio.create_task(
        asyncio.to_thread(read_mailbox, loop, mails)
    )
    for _ in range(3):
        await asyncio.sleep(0.1)
        print("main: answers", mails.get_nowait())
    await reading


if __name__ == "__main__":
    asyncio.run(main())
