"""A task gets its result from its coroutine, a future from whoever sets it."""

import asyncio


async def read_answer() -> str:
    await asyncio.sleep(0)
    return "from the coroutine"


async def main() -> None:
    reading = asyncio.create_task(read_answer())
    try:
        reading.set_result("from outside")
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    try:
        reading.set_exception(OSError("no network"))
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    print("task:", await reading)

    answer = asyncio.get_running_loop().create_future()
    answer.set_result("from outside")
    print("future:", await answer)


if __name__ == "__main__":
    asyncio.run(main())
