"""`run_in_executor` takes no keywords for the function."""

import asyncio
from functools import partial


def resize(photo: str, *, width: int) -> str:
    return f"{photo}, {width} pixels wide"


async def main() -> None:
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(None, resize, "sunset", width=640)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    work = partial(resize, "sunset", width=640)
    print("partial:", await loop.run_in_executor(None, work))


if __name__ == "__main__":
    asyncio.run(main())
