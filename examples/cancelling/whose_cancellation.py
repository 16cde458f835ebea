"""`except CancelledError` may swallow your own; `wait` does not."""

import asyncio


async def upload_photos() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0.1)  # clean up


async def cancel_and_catch(uploading: asyncio.Task[None]) -> None:
    uploading.cancel()
    try:
        await uploading
    except asyncio.CancelledError:
        print("caught: theirs, or mine?")
    print("catch: goes on")


async def cancel_and_wait(uploading: asyncio.Task[None]) -> None:
    uploading.cancel()
    await asyncio.wait({uploading})
    print("wait: goes on")


async def main() -> None:
    for way in cancel_and_catch, cancel_and_wait:
        uploading = asyncio.create_task(upload_photos())
        await asyncio.sleep(0.05)
        cancelling = asyncio.create_task(way(uploading))
        await asyncio.sleep(0.05)
        cancelling.cancel()
        await asyncio.wait({uploading, cancelling})
        print("main: was it cancelled?", cancelling.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
