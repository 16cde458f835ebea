"""A task ends with its process, and so does a queue in its memory."""

import asyncio
import multiprocessing
import os


async def send(mails: asyncio.Queue[str]) -> None:
    while True:
        reader = await mails.get()
        await asyncio.sleep(0.05)
        if reader == "Bob":
            os._exit(1)  # as a crash or a power cut would
        print(f"mail to {reader}: sent", flush=True)


async def main() -> None:
    mails = asyncio.Queue[str]()
    for reader in ("Ada", "Bob", "Eve"):
        mails.put_nowait(reader)
    sending = asyncio.create_task(send(mails))
    await asyncio.wait([sending])


def blog() -> None:
    asyncio.run(main())


if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=blog)
    process.start()
    process.join()
    print("script: the blog ended with", process.exitcode)
