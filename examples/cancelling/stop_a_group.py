"""On every version: raise an exception of your own to end a group."""

import asyncio


class FoundIt(Exception):
    """Nothing failed: it only ends the group."""


async def look_for_photo(server: str, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
        print(f"{server}: has it")
    except asyncio.CancelledError:
        print(f"{server}: cancelled")
        raise


async def main() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(look_for_photo("server 1", 3600))
            await group.create_task(look_for_photo("server 2", 0.05))
            raise FoundIt
    except* FoundIt:
        print("main: found it")


if __name__ == "__main__":
    asyncio.run(main())
