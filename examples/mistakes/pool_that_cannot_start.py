"""If the initializer of a pool fails, every job of it fails."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.thread import BrokenThreadPool


def connect() -> None:
    raise OSError("no network")


async def main() -> None:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1, initializer=connect) as pool:
        try:
            await loop.run_in_executor(pool, print, "never reached")
        except BrokenThreadPool as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
