"""A group tells of all failures, each type in an `except*` of its own."""

import asyncio


async def tweet() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def upload() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        raise OSError("cannot close the file")


async def main() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(tweet())
            group.create_task(upload())
    except* ConnectionError as errors:
        print("connection:", *errors.exceptions)
    except* OSError as errors:
        print("system:", *errors.exceptions)


if __name__ == "__main__":
    asyncio.run(main())
