"""A task, a wait, two prints."""

import asyncio


async def tweet() -> int:
    await asyncio.sleep(0.05)
    print("tweeted")
    return 280


async def main() -> None:
    task = asyncio.create_task(tweet(), name="tweet")
    print("published")
    await task


asyncio.run(main())
