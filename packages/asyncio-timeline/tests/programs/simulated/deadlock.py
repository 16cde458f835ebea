"""Two tasks and main wait for an event that nobody sets."""

import asyncio


async def wait(event: asyncio.Event) -> None:
    await event.wait()


async def main() -> None:
    event = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(wait(event))
        group.create_task(wait(event), name="reader")


asyncio.run(main())
