"""Ends in the way of its argument, which skips the end of the interpreter."""

import asyncio
import os
import signal
import sys


async def main() -> None:
    nap = asyncio.create_task(asyncio.sleep(10), name="nap")
    await asyncio.sleep(0.01)
    print("printed", flush=True)
    how = sys.argv[1]
    if how == "_exit":
        os._exit(7)
    if how == "exec":
        os.execv(sys.executable, [sys.executable, "-c", "print('another program')"])
    os.kill(os.getpid(), getattr(signal, how))
    await nap


asyncio.run(main())
