"""A timeout inside of each task cuts off only those that are slow."""

import asyncio


async def fetch(site: str, seconds: float) -> str:
    try:
        async with asyncio.timeout(0.1):
            await asyncio.sleep(seconds)
    except TimeoutError:
        return f"{site}: too slow"
    return f"{site}: there"


async def main() -> None:
    answers = await asyncio.gather(
        fetch("news", 0.05),
        fetch("weather", 3600),
        fetch("sports", 0.05),
    )
    for answer in answers:
        print(answer)


if __name__ == "__main__":
    asyncio.run(main())
