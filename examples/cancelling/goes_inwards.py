"""Cancelling a task also cancels the task that it awaits."""

import asyncio


async def upload() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        print("upload: cleaned up")


async def publish(uploading: asyncio.Task[None]) -> None:
    try:
        await uploading
    finally:
        print("publish: cleaned up")


async def main() -> None:
    uploading = asyncio.create_task(upload())
    publishing = asyncio.create_task(publish(uploading))
    await asyncio.sleep(0.05)
    publishing.cancel()
    await asyncio.wait({publishing})
    print("main: was the upload cancelled?", uploading.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
