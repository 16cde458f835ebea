"""A second Ctrl-C waits for nobody: it breaks off the clean-up."""

import asyncio
import signal


def press_ctrl_c() -> None:
    print("user: Ctrl-C")
    signal.raise_signal(signal.SIGINT)


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, press_ctrl_c)
    loop.call_later(0.2, press_ctrl_c)
    try:
        await asyncio.sleep(3600)
    finally:
        print("main: closing the blog")
        await asyncio.sleep(3600)
        print("main: never printed")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("script: KeyboardInterrupt")
