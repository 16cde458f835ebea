"""`loop=` is gone since Python 3.10: the running loop is meant."""

import asyncio


async def main() -> None:
    loop = asyncio.get_running_loop()
    for make in (asyncio.Queue, asyncio.Lock, asyncio.Event):
        try:
            make(loop=loop)
        except TypeError as error:
            print(error)
    try:
        await asyncio.sleep(0, loop=loop)
    except TypeError as error:
        print(error)
    print("without it:", type(asyncio.Queue()).__name__)


if __name__ == "__main__":
    asyncio.run(main())
