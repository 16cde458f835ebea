"""`asyncio.run` closes the generators that are still open."""

import asyncio
from collections.abc import AsyncGenerator


async def read_replies() -> AsyncGenerator[str, None]:
    try:
        while True:
            yield "reply"
    finally:
        print("replies: closed")


async def main() -> None:
    replies = read_replies()
    kept.append(replies)
    print("main:", await anext(replies))
    print("main: goodbye")


kept: list[AsyncGenerator[str, None]] = []

if __name__ == "__main__":
    asyncio.run(main())
    print("script: the loop is closed")
