"""Python code without end, in a `try` with a `finally`."""

import asyncio


async def main() -> None:
    try:
        while True:
            pass
    finally:
        print("cleaned up")


asyncio.run(main())
