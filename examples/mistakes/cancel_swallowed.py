"""A task that catches `CancelledError` goes on as if not asked."""

import asyncio


async def upload_photos() -> str:
    for photo in 1, 2:
        try:
            await asyncio.sleep(0.1)
            print("upload: photo", photo)
        except asyncio.CancelledError:
            print("upload: photo", photo, "was interrupted")
    return "all photos uploaded"


async def main() -> None:
    uploading = asyncio.create_task(upload_photos())
    await asyncio.sleep(0.05)
    uploading.cancel()
    print("main:", await uploading)
    print("main: cancelled?", uploading.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
