"""Once `asyncio.run` is done, there is no loop to get."""

import asyncio


async def main() -> None:
    loop = asyncio.get_event_loop()
    print("inside:", loop is asyncio.get_running_loop())


if __name__ == "__main__":
    asyncio.run(main())
    try:
        asyncio.get_event_loop()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
