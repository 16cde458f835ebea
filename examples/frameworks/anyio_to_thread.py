"""AnyIO's `to_thread` waits for its thread when it is cancelled, unless it may abandon it."""

# /// script
# dependencies = ["anyio>=4.4"]
# ///

import time

import anyio
from anyio import from_thread, to_thread


def resize(picture: str) -> None:
    time.sleep(0.2)
    print(f"thread: {picture} is done")


def resize_and_tell(picture: str) -> None:
    time.sleep(0.05)
    from_thread.run(tell, picture)


async def tell(picture: str) -> None:
    print(f"loop: hears of {picture}")


async def main() -> None:
    await to_thread.run_sync(resize_and_tell, "cat.png")
    with anyio.move_on_after(0.1):
        await to_thread.run_sync(resize, "dog.png")
    print("main: goes on after dog.png")
    with anyio.move_on_after(0.1):
        await to_thread.run_sync(
            resize, "owl.png", abandon_on_cancel=True
        )
    print("main: goes on without owl.png")


if __name__ == "__main__":
    anyio.run(main)
