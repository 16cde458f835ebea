"""`await` lets other tasks run only if something has to wait."""

import asyncio


async def check_spelling() -> None:
    print("spelling: checked")


async def upload_article() -> None:
    print("upload: started")
    await asyncio.sleep(0.1)
    print("upload: done")


async def serve_reader() -> None:
    print("reader: served")


async def main() -> None:
    reader = asyncio.create_task(serve_reader())
    await check_spelling()
    await upload_article()
    await reader


if __name__ == "__main__":
    asyncio.run(main())
