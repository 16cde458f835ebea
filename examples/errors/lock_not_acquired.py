"""A lock is released by whoever has it; `async with` keeps count."""

import asyncio


async def main() -> None:
    lock = asyncio.Lock()
    try:
        lock.release()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")

    condition = asyncio.Condition()
    for use in (condition.notify, condition.notify_all):
        try:
            use()
        except RuntimeError as error:
            print(f"{type(error).__name__}: {error}")
    try:
        await condition.wait()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")

    async with condition:
        condition.notify_all()
        print("inside async with: notified")


if __name__ == "__main__":
    asyncio.run(main())
