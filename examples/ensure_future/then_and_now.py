"""What older code wrote to start a task, and what it gives today."""

import asyncio

WRITTEN = {
    "asyncio.async(tweet())": "3.4 to 3.6",
    "asyncio.coroutine(tweet)": "3.4 to 3.10",
    "asyncio.Task.all_tasks()": "3.4 to 3.8",
    "asyncio.sleep(0, loop=loop)": "3.4 to 3.9",
    "asyncio.ensure_future(tweet(), loop=loop)": "3.4.4",
    "asyncio.ensure_future(tweet())": "3.4.4",
    "loop.create_task(tweet())": "3.4.2",
    "asyncio.create_task(tweet())": "3.7",
    "asyncio.TaskGroup()": "3.11",
}


async def tweet() -> None:
    pass


async def main() -> None:
    loop = asyncio.get_running_loop()
    names = {"asyncio": asyncio, "loop": loop, "tweet": tweet}
    print("code | from | today")
    for code, since in WRITTEN.items():
        try:
            made = eval(code, names)  # only what stands above
        except Exception as error:
            print(f"{code} | {since} | {type(error).__name__}")
        else:
            print(f"{code} | {since} | {type(made).__name__}")
    await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main())
