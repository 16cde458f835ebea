"""A call without `await` runs nothing, and Python warns about it."""

import asyncio


async def publish() -> None:
    print("publish: running")


async def main() -> None:
    publish()
    print("main: article published?")


if __name__ == "__main__":
    asyncio.run(main())
