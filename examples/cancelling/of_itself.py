"""A task that cancels itself goes on until it next has to wait."""

import asyncio


async def save() -> str:
    return "draft saved"


async def write() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    print("write: has asked to be cancelled, and goes on")
    print("write:", await save())
    try:
        await asyncio.sleep(0)
    finally:
        print("write: told so at the first wait")


async def main() -> None:
    writing = asyncio.create_task(write())
    await asyncio.wait({writing})
    print("main: cancelled?", writing.cancelled())


if __name__ == "__main__":
    asyncio.run(main())
