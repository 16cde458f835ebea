"""A timeout cannot end code that blocks the event loop."""

import asyncio
import time


async def main() -> None:
    started = time.monotonic()
    try:
        async with asyncio.timeout(0.1):
            time.sleep(0.3)  # blocks
            print("main: slept on")
            await asyncio.sleep(3600)
            print("main: never printed")
    except TimeoutError:
        late = time.monotonic() - started >= 0.3
        print("main: TimeoutError, after 0.3 s?", late)


if __name__ == "__main__":
    asyncio.run(main())
