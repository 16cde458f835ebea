"""Code that swallows `CancelledError` swallows the timeout, too."""

import asyncio


async def upload_photo() -> str:
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("upload: never mind, once more")
    await asyncio.sleep(0.2)
    return "photo uploaded"


async def main() -> None:
    async with asyncio.timeout(0.1):
        photo = await upload_photo()
    print(f"main: {photo}, and no TimeoutError")


if __name__ == "__main__":
    asyncio.run(main())
