"""`as_completed` raises a failure where you await it, and goes on."""

import asyncio


async def send_mail(reader: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    if reader == "Bob":
        raise ConnectionError("mailbox full")
    return f"mail to {reader}"


async def main() -> None:
    mails = [
        asyncio.create_task(send_mail("Ada", 0.15)),
        asyncio.create_task(send_mail("Bob", 0.1)),
        asyncio.create_task(send_mail("Cleo", 0.05)),
    ]
    for next_one in asyncio.as_completed(mails):
        try:
            print("main: sent", await next_one)
        except ConnectionError as error:
            print("main:", error)


if __name__ == "__main__":
    asyncio.run(main())
