"""The future of `pool.submit` is not one that `await` takes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def resize() -> str:
    return "photo resized"


async def main(pool: ThreadPoolExecutor) -> None:
    future = pool.submit(resize)
    try:
        await future
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    photo = await asyncio.wrap_future(future)
    print("main:", photo)


if __name__ == "__main__":
    with ThreadPoolExecutor() as pool:
        asyncio.run(main(pool))
