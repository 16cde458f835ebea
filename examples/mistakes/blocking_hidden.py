"""A blocking call inside a plain function: debug mode finds it."""

import asyncio
import time


def build_page() -> None:
    time.sleep(0.3)


async def publish() -> None:
    build_page()
    print("publish: done")


async def main() -> None:
    asyncio.get_running_loop().slow_callback_duration = 0.2
    await asyncio.create_task(publish(), name="publish")


if __name__ == "__main__":
    asyncio.run(main(), debug=True)
