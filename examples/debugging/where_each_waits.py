"""Follow `cr_await` down to see where each task waits."""

import asyncio
import inspect
from typing import Any


def where(task: asyncio.Task[Any]) -> str:
    functions: list[str] = []
    inner: object = task.get_coro()
    while inspect.iscoroutine(inner):
        functions.append(inner.__qualname__)
        inner = inner.cr_await
    return " > ".join(functions)


async def fetch(address: str) -> None:
    await asyncio.Event().wait()


async def read_replies() -> None:
    await fetch("replies")


async def main() -> None:
    tasks = [
        asyncio.create_task(read_replies(), name="replies"),
        asyncio.create_task(asyncio.sleep(3600), name="tweet"),
    ]
    await asyncio.sleep(0.05)
    for task in tasks:
        print(f"{task.get_name()}: {where(task)}")


if __name__ == "__main__":
    asyncio.run(main())
