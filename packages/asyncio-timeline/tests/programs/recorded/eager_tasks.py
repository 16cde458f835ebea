"""Tasks that start within the step that creates them."""

# mypy: disable-error-code="attr-defined"

import asyncio


async def inner() -> None:
    print("inner")


async def outer() -> None:
    print("outer")
    child = asyncio.create_task(inner())
    await asyncio.sleep(0)
    print("again", child.done())


async def main() -> None:
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    await asyncio.create_task(outer())


asyncio.run(main())
