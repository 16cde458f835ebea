"""`asyncio.run` in a loop."""

import asyncio


async def main() -> None:
    coroutine = asyncio.sleep(0)
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print(error)
    coroutine.close()


asyncio.run(main())
