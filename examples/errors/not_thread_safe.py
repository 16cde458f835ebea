"""In debug mode a loop refuses what another thread gives it."""

import asyncio


def publish(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.call_soon(print, "tweet: sent")
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    loop.call_soon_threadsafe(print, "tweet: sent after all")


async def main() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(publish, loop)


if __name__ == "__main__":
    asyncio.run(main(), debug=True)
