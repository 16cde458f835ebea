"""A coroutine started from a thread has the thread's context."""

import asyncio
from contextvars import ContextVar

reader = ContextVar("reader", default="nobody")


async def send_mail() -> str:
    return f"mail to {reader.get()}"


def publish(loop: asyncio.AbstractEventLoop) -> None:
    future = asyncio.run_coroutine_threadsafe(send_mail(), loop)
    print("thread:", future.result())


async def serve(name: str) -> None:
    reader.set(name)
    await asyncio.to_thread(publish, asyncio.get_running_loop())


async def main() -> None:
    await asyncio.create_task(serve("Ada"))
    await asyncio.create_task(serve("Bob"))


if __name__ == "__main__":
    asyncio.run(main())
