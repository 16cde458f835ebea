"""A step cancels its group, as Python 3.15 can."""

# mypy: disable-error-code="attr-defined"

import asyncio


async def waits() -> None:
    await asyncio.Event().wait()


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(waits())
        await asyncio.sleep(0)
        group.cancel()


asyncio.run(main())
