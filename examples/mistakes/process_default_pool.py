"""Only a pool of threads can be the default executor."""

import asyncio
from concurrent.futures import ProcessPoolExecutor


async def main() -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.set_default_executor(ProcessPoolExecutor())
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
