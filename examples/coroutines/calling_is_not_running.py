"""Calling a coroutine function runs none of its body: `await` does."""

import asyncio


async def publish() -> str:
    print("publish: running")
    return "article"


async def main() -> None:
    publishing = publish()
    print(f"main: publish is a {type(publish).__name__}")
    print(f"main: publish() is a {type(publishing).__name__}")
    article = await publishing
    print(f"main: await gave the {article}")


if __name__ == "__main__":
    asyncio.run(main())
