"""`shield` keeps no reference: what it shields can be destroyed."""

import asyncio
import gc


async def pay_once_confirmed() -> None:
    await asyncio.Event().wait()


async def main() -> None:
    try:
        async with asyncio.timeout(0.05):
            await asyncio.shield(pay_once_confirmed())
    except TimeoutError:
        print("main: no longer waiting")
    gc.collect()  # what Python does from time to time
    print("main: tasks left beside main:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
