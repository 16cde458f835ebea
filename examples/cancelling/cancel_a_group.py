"""A `TaskGroup` of Python 3.15 can be cancelled, and ends quietly."""

# /// script
# requires-python = ">=3.15"
# ///

import asyncio


async def look_for_photo(server: str, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
        print(f"{server}: has it")
    except asyncio.CancelledError:
        print(f"{server}: cancelled")
        raise


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(look_for_photo("server 1", 3600))
        await group.create_task(look_for_photo("server 2", 0.05))
        group.cancel()
    print("main: found it")


if __name__ == "__main__":
    asyncio.run(main())
