"""A task that catches its own error does not disturb its group."""

import asyncio


async def send_mail(reader: str, seconds: float) -> None:
    await asyncio.sleep(seconds)
    if reader == "Bob":
        raise ConnectionError("mailbox full")
    print(f"mail to {reader}: sent")


async def send_or_tell(reader: str, seconds: float) -> None:
    try:
        await send_mail(reader, seconds)
    except ConnectionError as error:
        print(f"mail to {reader}: {error}")


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(send_or_tell("Ada", 0.1))
        group.create_task(send_or_tell("Bob", 0.05))
    print("main: all tried")


if __name__ == "__main__":
    asyncio.run(main())
