"""Forgotten tasks are cancelled at exit."""

import asyncio


async def forgotten() -> None:
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("cancelled")
        raise
    finally:
        print("cleaned up")


async def main() -> None:
    task = asyncio.create_task(forgotten())  # noqa: F841, RUF006
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())
print("program ends")
