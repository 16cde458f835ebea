"""When one fails, `gather` raises and leaves the others running."""

import asyncio


async def tweet() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


async def mail() -> None:
    await asyncio.sleep(0.15)
    print("mail: sent")


async def main() -> None:
    mailing = asyncio.create_task(mail())
    try:
        await asyncio.gather(tweet(), mailing)
    except ConnectionError as error:
        print(f"main: {error}, mail done: {mailing.done()}")
    await mailing


if __name__ == "__main__":
    asyncio.run(main())
