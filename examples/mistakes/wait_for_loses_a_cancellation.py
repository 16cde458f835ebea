"""Cancelled as the result comes: `wait_for` of Python 3.11 goes on."""

import asyncio


async def with_wait_for(approval: asyncio.Future[str]) -> None:
    await asyncio.wait_for(approval, 3600)


async def with_timeout(approval: asyncio.Future[str]) -> None:
    async with asyncio.timeout(3600):
        await approval


async def main() -> None:
    for way in with_wait_for, with_timeout:
        approval = asyncio.Future[str]()
        waiting = asyncio.create_task(way(approval))
        await asyncio.sleep(0.05)
        approval.set_result("approved")
        waiting.cancel()
        await asyncio.wait({waiting})
        print(f"{way.__name__}: cancelled? {waiting.cancelled()}")


if __name__ == "__main__":
    asyncio.run(main())
