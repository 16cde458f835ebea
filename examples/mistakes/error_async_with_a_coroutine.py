"""`async with` needs the object; a coroutine has to be awaited first."""

import asyncio


class Connection:
    async def __aenter__(self) -> str:
        return "connection"

    async def __aexit__(self, *_: object) -> None:
        print("closed")


async def connect() -> Connection:
    return Connection()


async def main() -> None:
    connecting = connect()
    try:
        async with connecting as name:
            print(name)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

    async with await connecting as name:
        print(name, "open")


if __name__ == "__main__":
    asyncio.run(main())
