"""`tqdm.gather` is `asyncio.gather` with a bar: results come in the order of the calls."""

# /// script
# dependencies = ["tqdm>=4.66"]
# ///

import asyncio
import io

from tqdm.asyncio import tqdm

screen = io.StringIO()  # so that it can be printed; leave it out


async def fetch(page: int) -> str:
    await asyncio.sleep(page * 0.06)
    print(f"fetch: page {page}")
    return f"page {page}"


async def main() -> None:
    found = await tqdm.gather(
        *(fetch(page) for page in (3, 1, 2)),
        file=screen,
        mininterval=0,
        bar_format="{n}/{total}",
    )
    print(f"main: {found}")


if __name__ == "__main__":
    asyncio.run(main())
    print("drawn:", *screen.getvalue().split())
