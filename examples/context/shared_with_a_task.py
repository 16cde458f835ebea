"""With `context=`, what a task sets can be read afterwards."""

import asyncio
from contextvars import ContextVar, copy_context

reader = ContextVar("reader", default="nobody")


async def log_in() -> None:
    reader.set("Ada")


async def main() -> None:
    context = copy_context()
    await asyncio.create_task(log_in(), context=context)
    print("main:", reader.get())
    #> main: nobody
    print("in the context:", context[reader])
    #> in the context: Ada


if __name__ == "__main__":
    asyncio.run(main())
