"""A `TaskGroup` raises what its tasks raise; the others keep it."""

import asyncio


async def tweet() -> None:
    raise ConnectionError("no network")


async def main() -> None:
    ensured = asyncio.ensure_future(tweet())
    created = asyncio.create_task(tweet())
    await asyncio.sleep(0.05)
    print("main: both have failed, nothing was raised here")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(tweet())
    except* ConnectionError as failures:
        print("TaskGroup raised", failures.exceptions)

    for task in (ensured, created):
        try:
            await task
        except ConnectionError as error:
            print("await raised", repr(error))


if __name__ == "__main__":
    asyncio.run(main())
