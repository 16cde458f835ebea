"""Of two nested timeouts, the one that is due first ends its block."""

import asyncio


async def fetch(site: str, seconds: float) -> None:
    try:
        async with asyncio.timeout(0.15):
            await asyncio.sleep(seconds)
        print(f"{site}: there")
    except TimeoutError:
        print(f"{site}: too slow")


async def main() -> None:
    whole = asyncio.timeout(0.25)
    try:
        async with whole:
            await fetch("news", 0.05)
            await fetch("weather", 3600)
            await fetch("sports", 3600)
    except TimeoutError:
        print("main: the whole took too long:", whole.expired())


if __name__ == "__main__":
    asyncio.run(main())
