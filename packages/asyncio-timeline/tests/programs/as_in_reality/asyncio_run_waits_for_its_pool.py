"""`asyncio.run` waits for the threads of its pool."""

import asyncio
import time


def work() -> None:
    time.sleep(0.1)
    print("worked")


async def main() -> None:
    asyncio.get_running_loop().run_in_executor(None, work)
    print("main ends")


asyncio.run(main())
print("program ends")
