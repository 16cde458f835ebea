"""An eager task that has nothing to wait for never meets the loop."""

# /// script
# requires-python = ">=3.12"
# ///

import asyncio

cache = {"article 1": "text 1"}


async def fetch(article: str) -> str:
    if article not in cache:
        await asyncio.sleep(0.05)
        cache[article] = article.replace("article", "text")
    return cache[article]


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    known = asyncio.create_task(fetch("article 1"))
    new = asyncio.create_task(fetch("article 2"))
    print("article 1: done at once?", known.done())
    print("article 2: done at once?", new.done())
    print("known to the loop:", known in asyncio.all_tasks())
    print(await known, "and", await new)


if __name__ == "__main__":
    asyncio.run(main())
