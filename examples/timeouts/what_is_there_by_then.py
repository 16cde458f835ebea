"""`asyncio.wait` with a timeout keeps all that is done by then."""

import asyncio


async def fetch(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "there"


async def main() -> None:
    tasks = {
        "news": asyncio.create_task(fetch(0.05)),
        "weather": asyncio.create_task(fetch(3600)),
        "sports": asyncio.create_task(fetch(0.05)),
    }
    _, late = await asyncio.wait(tasks.values(), timeout=0.1)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    for site, task in tasks.items():
        said = "too slow" if task.cancelled() else task.result()
        print(f"{site}: {said}")


if __name__ == "__main__":
    asyncio.run(main())
