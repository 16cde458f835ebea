"""Cancel all first, then wait for all: they clean up side by side."""

import asyncio


async def upload(photo: int) -> None:
    try:
        await asyncio.sleep(3600)
    finally:
        print("upload: closing connection", photo)
        await asyncio.sleep(0.05)
        print("upload: closed connection", photo)


async def main() -> None:
    uploads = [asyncio.create_task(upload(photo)) for photo in (1, 2)]
    await asyncio.sleep(0.05)
    for uploading in uploads:
        uploading.cancel()
    await asyncio.wait(uploads)
    print("main: cancelled?", all(each.cancelled() for each in uploads))


if __name__ == "__main__":
    asyncio.run(main())
