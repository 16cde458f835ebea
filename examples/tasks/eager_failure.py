"""An eager task that fails at once still raises only when awaited."""

# /// script
# requires-python = ">=3.12"
# ///

import asyncio


async def tweet() -> None:
    raise ConnectionError("no network")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    tweeting = asyncio.create_task(tweet())
    print("main: goes on, tweet done:", tweeting.done())
    try:
        await tweeting
    except ConnectionError as error:
        print("main: heard of", error)


if __name__ == "__main__":
    asyncio.run(main())
