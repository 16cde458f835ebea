"""A retry loop takes any failure for one of the network."""

import asyncio


async def fetch() -> str:
    for _ in range(3):
        try:
            await asyncio.open_connection("127.0.0.1", 9)
        except Exception:
            await asyncio.sleep(1)
    return "gave up"


print(asyncio.run(fetch()))
