"""A loop is closed when it has stopped, and `asyncio.run` does it."""

import asyncio


async def main() -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.close()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
