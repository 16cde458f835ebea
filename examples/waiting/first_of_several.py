"""Take the first task that ends, and cancel the others in any case."""

import asyncio


async def ask(mirror: str, seconds: float) -> str:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{mirror}: cancelled")
        raise
    return f"article from {mirror}"


async def first_of(*tasks: asyncio.Task[str]) -> str:
    try:
        done, _ = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_COMPLETED
        )
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def main() -> None:
    near = asyncio.create_task(ask("near", 0.05))
    far = asyncio.create_task(ask("far", 0.5))
    print("main:", await first_of(near, far))


if __name__ == "__main__":
    asyncio.run(main())
