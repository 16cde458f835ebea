"""`create_task` hands its keywords on: name, context and `eager_start`."""

# /// script
# requires-python = ">=3.14"
# ///

import asyncio


async def tweet() -> str:
    task = asyncio.current_task()
    assert task is not None
    print(f"{task.get_name()}: starts")
    return f"{task.get_name()}: sent"


async def main() -> None:
    later = asyncio.create_task(tweet(), name="later")
    at_once = asyncio.create_task(
        tweet(), name="at once", eager_start=True
    )
    print("main: both created, at once is done:", at_once.done())
    print(await later)
    print(await at_once)


if __name__ == "__main__":
    asyncio.run(main())
