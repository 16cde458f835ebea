"""Three ways to wait no longer than this, and what each does."""

import asyncio
from collections.abc import Awaitable, Callable


async def timeout(task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(0.05):
        await task


async def wait_for(task: asyncio.Task[None]) -> None:
    await asyncio.wait_for(task, timeout=0.05)


async def wait(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task}, timeout=0.05)


async def tweet(logged_out: asyncio.Event) -> None:
    try:
        await asyncio.sleep(0.1)
    finally:
        await asyncio.sleep(0.05)
        logged_out.set()


async def compare(
    way: Callable[[asyncio.Task[None]], Awaitable[None]],
) -> None:
    logged_out = asyncio.Event()
    tweeting = asyncio.create_task(tweet(logged_out))
    try:
        await way(tweeting)
        raised = "nothing"
    except TimeoutError as error:
        raised = f"`{type(error).__name__}`"
    waited = "yes" if logged_out.is_set() else "no"
    await asyncio.wait({tweeting})
    fate = "is cancelled" if tweeting.cancelled() else "goes on"
    print(f"`asyncio.{way.__name__}`", fate, raised, waited, sep=" | ")


async def main() -> None:
    print(" | the task | raises | waits for its clean-up")
    for way in timeout, wait_for, wait:
        await compare(way)


if __name__ == "__main__":
    asyncio.run(main())
