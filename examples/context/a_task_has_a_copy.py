"""A task gets a copy of the context; a plain `await` shares it."""

import asyncio
from contextvars import ContextVar

reader = ContextVar("reader", default="nobody")


async def log_in(name: str) -> None:
    print("log in: reader was", reader.get())
    reader.set(name)


async def main() -> None:
    reader.set("Ada")
    logging_in = asyncio.create_task(log_in("Bob"))
    reader.set("Cleo")
    await logging_in
    print("main: after the task:", reader.get())

    await log_in("Dan")
    print("main: after the await:", reader.get())


if __name__ == "__main__":
    asyncio.run(main())
