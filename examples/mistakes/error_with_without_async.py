"""A `TaskGroup` and a timeout need `async with`."""

import asyncio


async def main() -> None:
    for block in (asyncio.TaskGroup(), asyncio.timeout(1)):
        try:
            with block:
                print("main: never here")
        except TypeError as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
