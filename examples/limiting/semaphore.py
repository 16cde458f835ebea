"""A `Semaphore(2)` lets two mails go out at once; the others wait."""

import asyncio


async def send_mail(
    reader: str, seconds: float, limit: asyncio.Semaphore
) -> str:
    async with limit:
        print(f"{reader}: sending")
        await asyncio.sleep(seconds)
        print(f"{reader}: sent")
    return f"mail to {reader}"


async def main() -> None:
    limit = asyncio.Semaphore(2)
    mails = await asyncio.gather(
        send_mail("Ada", 0.05, limit),
        send_mail("Bob", 0.1, limit),
        send_mail("Cleo", 0.15, limit),
        send_mail("Dan", 0.2, limit),
    )
    print("main:", *mails, sep="\n  ")


if __name__ == "__main__":
    asyncio.run(main())
