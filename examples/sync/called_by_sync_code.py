"""Sync code in a thread can wait for a coroutine of the loop."""

import asyncio
from collections.abc import Callable


def publish(article: str, ask: Callable[[str], bool]) -> None:
    """Stands for a library that calls back and knows no asyncio."""
    if ask(article):
        print(f"library: {article} published")


async def editor_agrees(article: str) -> bool:
    await asyncio.sleep(0.1)
    print(f"editor: {article} is fine")
    return True


async def main() -> None:
    loop = asyncio.get_running_loop()

    def ask(article: str) -> bool:
        question = editor_agrees(article)
        asking = asyncio.run_coroutine_threadsafe(question, loop)
        return asking.result()

    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(publish, "article", ask))
        await asyncio.sleep(0.05)
        print("main: reader served")


if __name__ == "__main__":
    asyncio.run(main())
