"""`as_completed` hands over each answer as soon as it is there."""

import asyncio

SECONDS = {"Ada": 0.15, "Bob": 0.05, "Cleo": 0.05}


async def send_mail(
    reader: str, limit: asyncio.Semaphore
) -> tuple[str, str]:
    async with limit:
        await asyncio.sleep(SECONDS[reader])
    return reader, "delivered"


async def main() -> None:
    limit = asyncio.Semaphore(2)
    mails = [
        asyncio.create_task(send_mail(reader, limit))
        for reader in SECONDS
    ]
    for next_one in asyncio.as_completed(mails):
        reader, answer = await next_one
        print(f"main: mail to {reader}: {answer}")


if __name__ == "__main__":
    asyncio.run(main())
