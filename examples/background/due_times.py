"""Pauses between runs add up; due times do not."""

import asyncio


async def look_for_replies(times: list[str]) -> None:
    times.append("looked")
    await asyncio.sleep(0.05)


async def with_pauses(times: list[str]) -> None:
    while True:
        await look_for_replies(times)
        await asyncio.sleep(0.1)


async def at_due_times(times: list[str]) -> None:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        await look_for_replies(times)
        due = max(due + 0.1, loop.time())
        await asyncio.sleep(due - loop.time())


async def main() -> None:
    for repeat in with_pauses, at_due_times:
        times: list[str] = []
        repeating = asyncio.create_task(repeat(times))
        await asyncio.sleep(0.25)
        repeating.cancel()
        print(f"{repeat.__name__}: {len(times)} times in 0.25 s")


if __name__ == "__main__":
    asyncio.run(main())
