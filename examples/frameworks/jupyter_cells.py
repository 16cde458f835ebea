"""Cells of a notebook run inside a loop: `await` works there, and `asyncio.run` does not."""

# /// script
# dependencies = ["ipython>=8.20"]
# ///

import asyncio

from IPython.core.interactiveshell import InteractiveShell


async def tweet() -> None:
    await asyncio.sleep(0.05)
    print("  tweet: sent")


CELLS = (
    "tweeting = tweet()",
    "asyncio.run(tweeting)",
    "await tweeting",
    "task = asyncio.create_task(tweet()); print('  cell: ends')",
    "await task",
)


async def main() -> None:
    shell = InteractiveShell.instance(colors="nocolor")
    shell.push({"asyncio": asyncio, "tweet": tweet})
    shell.set_custom_exc((RuntimeError,), lambda *args, **options: None)
    for cell in CELLS:
        print(f"In: {cell}")
        done = await shell.run_cell_async(
            cell, transformed_cell=shell.transform_cell(cell)
        )
        if error := done.error_in_exec:
            print(f"  {type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
