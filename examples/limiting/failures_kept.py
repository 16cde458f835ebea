"""`return_exceptions=True` keeps each failure in its item's place."""

import asyncio


async def send_mail(reader: str, limit: asyncio.Semaphore) -> str:
    async with limit:
        await asyncio.sleep(0.05)
        if reader == "Bob":
            raise ConnectionError("mailbox full")
    return "sent"


async def main() -> None:
    limit = asyncio.Semaphore(2)
    readers = ["Ada", "Bob", "Cleo"]
    answers = await asyncio.gather(
        *[send_mail(reader, limit) for reader in readers],
        return_exceptions=True,
    )
    for reader, answer in zip(readers, answers, strict=True):
        if isinstance(answer, BaseException):
            print(f"{reader}: failed: {answer!r}")
        else:
            print(f"{reader}: {answer}")


if __name__ == "__main__":
    asyncio.run(main())
