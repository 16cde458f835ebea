"""A coroutine runs once: the second `await` raises `RuntimeError`."""

import asyncio


async def publish() -> str:
    print("publish: running")
    return "article"


async def main() -> None:
    publishing = publish()
    print(f"main: got the {await publishing}")
    try:
        await publishing
    except RuntimeError as error:
        print(f"main: {type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
