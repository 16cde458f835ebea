"""The program watches the clock."""

import asyncio
import time


async def main() -> None:
    start = time.perf_counter()
    while time.perf_counter() - start < 0.1:
        pass
    print(0.1 <= time.perf_counter() - start < 1)
    begin = time.monotonic()
    await asyncio.sleep(0.1)
    print(0.1 <= time.monotonic() - begin < 1, time.time() > 1e9)


asyncio.run(main())
