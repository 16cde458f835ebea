"""tqdm draws tasks as they are done, and what a thread has done so far."""

# /// script
# dependencies = ["tqdm>=4.66"]
# ///

import asyncio
import io
from functools import partial

from tqdm.asyncio import tqdm

screen = io.StringIO()  # so that it can be printed; leave it out
bar = partial(
    tqdm,
    file=screen,
    mininterval=0,
    ascii=" #",
    bar_format="{desc}: {n}/{total} [{bar:10}]",
)


async def fetch(page: int) -> int:
    await asyncio.sleep(page * 0.06)
    return page


def resize(pictures: int, progress: "tqdm[None]") -> None:
    for _ in range(pictures):
        progress.update()


async def main() -> None:
    pages = [asyncio.create_task(fetch(page)) for page in (3, 1, 2)]
    with bar(total=len(pages), desc="pages") as progress:
        for done in asyncio.as_completed(pages):
            print(f"main: page {await done}")
            progress.update()
    with bar(total=2, desc="pictures") as progress:
        await asyncio.to_thread(resize, 2, progress)


if __name__ == "__main__":
    asyncio.run(main())
    for drawn in screen.getvalue().replace("\n", "\r").split("\r"):
        if drawn.strip():
            print(drawn)
