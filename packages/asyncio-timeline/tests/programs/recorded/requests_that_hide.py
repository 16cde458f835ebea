"""Requests that a count does not show: taken back, made anew, and passed on beside another one."""

import asyncio


async def waits() -> None:
    await asyncio.Event().wait()


async def fails() -> None:
    raise ValueError


async def takes_back() -> None:
    me = asyncio.current_task()
    assert me
    try:
        async with asyncio.timeout(0.02):
            try:
                await asyncio.Event().wait()
            finally:
                me.cancel()
    except (TimeoutError, asyncio.CancelledError):
        pass


async def is_asked_anew() -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            await asyncio.Event().wait()
    except* ValueError:
        await asyncio.sleep(0)


async def awaits(task: asyncio.Task[None]) -> None:
    await task


async def main() -> None:
    await asyncio.wait([asyncio.create_task(takes_back())])
    anew = asyncio.create_task(is_asked_anew())
    await asyncio.sleep(0)
    anew.cancel()
    await asyncio.wait([anew])
    inner = asyncio.create_task(waits(), name="inner")
    outer = asyncio.create_task(awaits(inner), name="outer")
    await asyncio.sleep(0)
    inner.cancel()
    outer.cancel()
    await asyncio.wait([outer])


asyncio.run(main())
