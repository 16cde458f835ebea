"""`cancel` asks; `CancelledError` is raised where the task waits."""

import asyncio


async def upload_photos() -> None:
    print("upload: under way")
    try:
        await asyncio.sleep(3600)
    finally:
        print("upload: half a photo removed")


async def main() -> None:
    uploading = asyncio.create_task(upload_photos())
    await asyncio.sleep(0.05)
    uploading.cancel()
    print("main: has asked; cancelled?", uploading.cancelled())
    await asyncio.wait({uploading})
    print("main: has waited; cancelled?", uploading.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
