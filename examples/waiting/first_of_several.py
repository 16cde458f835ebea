"""`asyncio.wait` can return at the first result; cancel the losers."""

import asyncio


async def ask(mirror: str, seconds: float) -> str:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{mirror}: cancelled")
        raise
    return f"article from {mirror}"


async def main() -> None:
    near = asyncio.create_task(ask("near", 0.05))
    far = asyncio.create_task(ask("far", 0.5))
    done, losers = await asyncio.wait(
        {near, far},
        return_when=asyncio.FIRST_COMPLETED,
    )
    for task in done:
        print(f"main: {task.result()}")
    for task in losers:
        task.cancel()
    await asyncio.wait(losers)


if __name__ == "__main__":
    asyncio.run(main())
