"""A failure in a thread is logged if nobody awaits the future."""

import asyncio


def resize() -> None:
    raise ValueError("not a photo")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, resize)
    print("main: article published")
    await asyncio.sleep(0.1)
    print("main: still running")


if __name__ == "__main__":
    asyncio.run(main())
