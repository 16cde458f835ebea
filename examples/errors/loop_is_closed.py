"""`asyncio.run` closes its loop: what comes later finds it closed."""

import asyncio


async def main() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


if __name__ == "__main__":
    loop = asyncio.run(main())
    print("closed:", loop.is_closed())
    #> closed: True
    try:
        loop.call_soon_threadsafe(print, "reader: served")
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
        #> RuntimeError: Event loop is closed
