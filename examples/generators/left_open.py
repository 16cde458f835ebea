"""`break` leaves an async generator open; it is closed later."""

import asyncio
from collections.abc import AsyncGenerator


async def read_replies() -> AsyncGenerator[str, None]:
    try:
        for number in (1, 2, 3):
            await asyncio.sleep(0.05)
            yield f"reply {number}"
    finally:
        print("replies: closing the connection")


async def main() -> None:
    async for reply in read_replies():
        print("main:", reply)
        break
    print("main: has one reply")
    await asyncio.sleep(0.05)
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
