"""`create_task` refuses the future of `run_in_executor`."""

import asyncio
import threading

refused = threading.Event()


def resize() -> str:
    refused.wait(timeout=5)
    return "photo resized"


async def main() -> None:
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(None, resize)
    try:
        asyncio.create_task(future)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    refused.set()
    print("main:", await future)


if __name__ == "__main__":
    asyncio.run(main())
