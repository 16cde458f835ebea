"""What the body of a `TaskGroup` raises comes in the group as well."""

import asyncio


async def main() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(0.05))
            raise KeyError("reader")
    except* KeyError as errors:
        print("except*:", errors.exceptions)


if __name__ == "__main__":
    asyncio.run(main())
