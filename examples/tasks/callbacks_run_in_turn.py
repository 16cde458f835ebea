"""Done callbacks run in the order added; an `await` takes its turn."""

import asyncio


async def publish() -> str:
    await asyncio.sleep(0.1)
    print("publish: done")
    return "article"


def early(_: asyncio.Future[str]) -> None:
    print("callback: added before the await")


def late(_: asyncio.Future[str]) -> None:
    print("callback: added during the await")


async def main() -> None:
    publishing = asyncio.create_task(publish())
    publishing.add_done_callback(early)
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, publishing.add_done_callback, late)
    article = await publishing
    print(f"main: got the {article}")
    await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main())
