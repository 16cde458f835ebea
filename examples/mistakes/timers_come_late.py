"""A timer says when it is due, not when its callback runs."""

import asyncio
import time


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, print, "timer of 0.1 s: runs")
    loop.call_later(0.05, print, "timer of 0.05 s: runs")
    time.sleep(0.2)
    print("main: both are overdue, and neither has run")
    await asyncio.sleep(0.05)
    print("main: both have run, the one that was due first first")


if __name__ == "__main__":
    asyncio.run(main())
