"""Ctrl-C cancels `main`; the other tasks run until it has ended."""

import asyncio
import signal


def press_ctrl_c() -> None:
    print("user: Ctrl-C")
    signal.raise_signal(signal.SIGINT)


async def count_readers() -> None:
    try:
        await asyncio.sleep(0.15)
        print("count: still counting")
        await asyncio.sleep(3600)
    finally:
        print("count: saved")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, press_ctrl_c)
    counting = asyncio.create_task(count_readers())
    try:
        await asyncio.wait({counting})
    finally:
        print("main: closing the blog")
        await asyncio.sleep(0.1)
        print("main: closed")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("script: KeyboardInterrupt")
