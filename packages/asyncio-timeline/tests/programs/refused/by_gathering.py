"""`gather` is to return exceptions."""

import asyncio


async def fetch() -> None:
    await asyncio.open_connection("127.0.0.1", 9)


async def main() -> None:
    print(await asyncio.gather(fetch(), fetch(), return_exceptions=True))


asyncio.run(main())
