"""A thread runs plain functions; an async one only builds a coroutine."""

import asyncio


async def resize() -> str:
    return "photo resized"


async def main() -> None:
    loop = asyncio.get_running_loop()
    result = await loop.run_in_executor(None, resize)
    print("main: got a", type(result).__name__)
    print("main:", await result)

    loop.set_debug(True)
    try:
        await loop.run_in_executor(None, resize)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
