"""`FIRST_EXCEPTION` returns at the first failure and cancels nothing."""

import asyncio


async def send_mail(reader: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    if reader == "Bob":
        raise ConnectionError("mailbox full")
    return f"mail to {reader}"


async def main() -> None:
    tasks = [
        asyncio.create_task(send_mail(*mail), name=mail[0])
        for mail in (("Ada", 0.05), ("Bob", 0.1), ("Cleo", 0.2))
    ]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_EXCEPTION
    )
    for task in sorted(done, key=tasks.index):
        error = task.exception()
        said = task.result() if error is None else error
        print(f"{task.get_name()}: {said}")
    for task in pending:
        print(f"{task.get_name()}: still under way")
    print("main: then", *await asyncio.gather(*pending))


if __name__ == "__main__":
    asyncio.run(main())
