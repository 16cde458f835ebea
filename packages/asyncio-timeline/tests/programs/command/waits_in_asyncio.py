"""Waits for Ctrl-C in a coroutine that cleans up."""

import asyncio


async def main() -> None:
    print("started", flush=True)
    try:
        await asyncio.sleep(30)
    finally:
        print("cleaned up")


asyncio.run(main())
