"""Context variables in threads."""

import asyncio
import contextvars

name = contextvars.ContextVar("name", default="nobody")


def read() -> str:
    seen = name.get()
    name.set("thread")
    return seen


async def main() -> None:
    name.set("main")
    print(await asyncio.to_thread(read), name.get())
    print(await asyncio.get_running_loop().run_in_executor(None, read), name.get())


asyncio.run(main())
