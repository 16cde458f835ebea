"""Tasks that create tasks, two each."""

import asyncio


async def main() -> None:
    while True:
        asyncio.create_task(main())  # noqa: RUF006
        asyncio.create_task(main())  # noqa: RUF006
        await asyncio.sleep(0.01)


asyncio.run(main())
