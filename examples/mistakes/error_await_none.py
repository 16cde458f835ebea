"""A plain function returns a value, and a value cannot be awaited."""

import asyncio


def publish() -> None:
    print("publish: article is online")


async def main() -> None:
    try:
        await publish()
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
