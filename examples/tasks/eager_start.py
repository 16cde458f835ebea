"""With `eager_start=True` a task that never suspends is done at once."""

# /// script
# requires-python = ">=3.14"
# ///

import asyncio


async def publish() -> str:
    print("publish: running")
    return "article"


async def main() -> None:
    lazy = asyncio.create_task(publish())
    print(f"main: lazy task done: {lazy.done()}")
    eager = asyncio.create_task(publish(), eager_start=True)
    print(f"main: eager task done: {eager.done()}")
    await lazy


if __name__ == "__main__":
    asyncio.run(main())
