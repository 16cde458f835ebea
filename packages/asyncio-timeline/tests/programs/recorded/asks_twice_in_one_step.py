"""Main cancels another task and leaves its group in one step; then it cancels itself."""

import asyncio
import contextlib


async def waits() -> None:
    await asyncio.Event().wait()


async def main() -> None:
    other = asyncio.create_task(waits())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(waits())
            await asyncio.sleep(0)
            other.cancel()
            raise ValueError
    except* ValueError:
        me = asyncio.current_task()
        assert me
        me.cancel()
        await asyncio.sleep(0)


with contextlib.suppress(asyncio.CancelledError):
    asyncio.run(main())
