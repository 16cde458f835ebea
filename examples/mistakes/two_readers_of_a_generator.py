"""Two tasks cannot read one async generator at the same time."""

import asyncio
from collections.abc import AsyncGenerator


async def read_replies() -> AsyncGenerator[str, None]:
    while True:
        await asyncio.sleep(0.05)
        yield "reply"


async def main() -> None:
    replies = read_replies()
    answers = await asyncio.gather(
        anext(replies), anext(replies), return_exceptions=True
    )
    for answer in answers:
        print(repr(answer))
    await replies.aclose()


if __name__ == "__main__":
    asyncio.run(main())
