"""A task of each outcome: result, exception, cancelled, destroyed."""

import asyncio
import gc
from typing import Never


async def works() -> dict[str, list[int]]:
    return {"a": [1]}


async def fails() -> Never:
    raise ValueError("no")


async def waits() -> None:
    await asyncio.get_running_loop().create_future()


async def main() -> None:
    kept: list[asyncio.Task[object]] = [asyncio.create_task(f()) for f in (works, fails, waits)]
    await asyncio.wait(kept[:2])
    kept[1].exception()
    kept[2].cancel()
    await asyncio.wait(kept)
    lost = asyncio.create_task(waits())
    await asyncio.sleep(0)
    lost._log_destroy_pending = False  # type: ignore[attr-defined]
    del lost
    gc.collect()


asyncio.run(main())
