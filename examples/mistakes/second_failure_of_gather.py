"""`gather` raises the first failure; nobody hears of the second."""

import asyncio
import gc


async def tweet() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def mail() -> None:
    await asyncio.sleep(0.1)
    print("mail: fails")
    raise OSError("disk full")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(
        lambda _, context: print("never printed:", context)
    )
    try:
        await asyncio.gather(tweet(), mail())
    except ConnectionError as error:
        print("main:", error)
    await asyncio.sleep(0.15)
    gc.collect()
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
