"""A task counts who asked it to stop; `timeout` takes its own back."""

import asyncio


def asked() -> int:
    task = asyncio.current_task()
    assert task is not None
    return task.cancelling()


async def upload() -> None:
    print("upload: asked to stop by", asked())
    try:
        async with asyncio.timeout(0.05):
            try:
                await asyncio.sleep(3600)
            finally:
                print("timeout: asked to stop by", asked())
    except TimeoutError:
        print("upload: goes on, asked to stop by", asked())
    try:
        await asyncio.sleep(3600)
    finally:
        print("main cancels: asked to stop by", asked())


async def main() -> None:
    uploading = asyncio.create_task(upload())
    await asyncio.sleep(0.1)
    uploading.cancel()
    await asyncio.wait({uploading})
    print("main: cancelled?", uploading.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
