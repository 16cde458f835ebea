"""`to_thread` carries context variables; `run_in_executor` does not."""

import asyncio
from contextvars import ContextVar, copy_context

reader = ContextVar("reader", default="nobody")


def read() -> str:
    return f"read by {reader.get()}"


async def main() -> None:
    loop = asyncio.get_running_loop()
    reader.set("Ada")
    print("to_thread:", await asyncio.to_thread(read))
    #> to_thread: read by Ada
    print("run_in_executor:", await loop.run_in_executor(None, read))
    #> run_in_executor: read by nobody
    run = copy_context().run
    print("with a copy:", await loop.run_in_executor(None, run, read))
    #> with a copy: read by Ada


if __name__ == "__main__":
    asyncio.run(main())
