"""In a callback; the loop has a handler of exceptions."""

import asyncio
import faulthandler


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("handled", context))
    loop.call_soon(faulthandler.dump_traceback_later, 1)
    await asyncio.sleep(1)


asyncio.run(main())
