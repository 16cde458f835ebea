"""A second `cancel()` breaks into the clean-up after the first."""

import asyncio


async def upload_photos() -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        print("upload: closing the connection")
        await asyncio.sleep(0.1)
        print("upload: closed")


async def main() -> None:
    uploading = asyncio.create_task(upload_photos())
    for _ in range(2):
        await asyncio.sleep(0.05)
        print("main: cancel")
        uploading.cancel()
    await asyncio.wait({uploading})
    print("main: cancelled?", uploading.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
