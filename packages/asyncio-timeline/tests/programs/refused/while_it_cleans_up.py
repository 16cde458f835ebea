"""Has more to do, in `finally` and in a handler of Ctrl-C."""

import asyncio
import signal


async def main() -> None:
    try:
        signal.alarm(1)
    finally:
        print("cleans up")
        await asyncio.sleep(1)


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
