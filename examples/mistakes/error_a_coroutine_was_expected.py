"""`main` without parentheses is a function, not a coroutine."""

import asyncio


async def main() -> None:
    print("main: article published")


if __name__ == "__main__":
    try:
        asyncio.run(main)
    except (TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")
    asyncio.run(main())
