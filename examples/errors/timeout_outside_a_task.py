"""`asyncio.timeout` and `TaskGroup` need a task that they can cancel."""

import asyncio


async def open_timeout() -> None:
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
        print("timeout: open")


async def open_group() -> None:
    async with asyncio.TaskGroup():
        print("group: open")


def step_by_hand() -> None:
    for opened in (open_timeout(), open_group()):
        try:
            opened.send(None)
        except RuntimeError as error:
            print(f"{type(error).__name__}: {error}")


async def main() -> None:
    asyncio.get_running_loop().call_soon(step_by_hand)
    await asyncio.sleep(0)
    await open_timeout()
    await open_group()


if __name__ == "__main__":
    asyncio.run(main())
