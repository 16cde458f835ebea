"""A timeout and a group serve one `async with` each."""

import asyncio


async def enter(what: asyncio.Timeout | asyncio.TaskGroup) -> None:
    try:
        async with what:
            print(f"{type(what).__name__}: entered")
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


async def main() -> None:
    for what in (asyncio.timeout(1), asyncio.TaskGroup()):
        await enter(what)
        await enter(what)


if __name__ == "__main__":
    asyncio.run(main())
