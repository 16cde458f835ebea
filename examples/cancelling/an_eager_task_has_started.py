"""A task with eager start is under way before it can be cancelled."""

# /// script
# requires-python = ">=3.14"
# ///

import asyncio


async def upload_photos() -> None:
    try:
        print("upload: under way")
        await asyncio.sleep(3600)
    finally:
        print("upload: half a photo removed")


async def main() -> None:
    uploading = asyncio.create_task(upload_photos(), eager_start=True)
    uploading.cancel()
    await asyncio.wait({uploading})
    print("main: cancelled?", uploading.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
