"""`as_completed` counts how many of the tasks are done."""

import asyncio


async def send_mail(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def main() -> None:
    mails = [
        asyncio.create_task(send_mail(seconds))
        for seconds in (0.15, 0.05, 0.1)
    ]
    for number, mail in enumerate(asyncio.as_completed(mails), 1):
        await mail
        print(f"main: {number} of {len(mails)} mails sent")


if __name__ == "__main__":
    asyncio.run(main())
