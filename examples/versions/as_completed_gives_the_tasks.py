"""`async for` over `as_completed` gives the tasks themselves."""

# /// script
# requires-python = ">=3.13"
# ///

import asyncio


async def tweet(place: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return f"tweet {place}: sent"


async def main() -> None:
    tweeting: dict[asyncio.Future[str], str] = {
        asyncio.create_task(tweet("A", 0.1)): "article A",
        asyncio.create_task(tweet("B", 0.05)): "article B",
    }
    async for done in asyncio.as_completed(tweeting):
        print(f"{tweeting[done]}: {await done}")


if __name__ == "__main__":
    asyncio.run(main())
