"""An eager task runs before the line that created it is done."""

# /// script
# requires-python = ">=3.12"
# ///

import asyncio

tweets: dict[str, asyncio.Task[None]] = {}


async def tweet(article: str) -> None:
    print(f"tweet {article}: known?", article in tweets)


async def main() -> None:
    tweets["first"] = asyncio.create_task(tweet("first"))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    tweets["second"] = asyncio.create_task(tweet("second"))


if __name__ == "__main__":
    asyncio.run(main())
