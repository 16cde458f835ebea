"""`asyncio.run` takes the kind of loop that it is to make."""

# /// script
# requires-python = ">=3.12"
# ///

import asyncio


class BlogLoop(asyncio.SelectorEventLoop):
    """A loop of your own kind; uvloop's is given in the same way."""


async def main() -> None:
    print("main: runs on a", type(asyncio.get_running_loop()).__name__)


if __name__ == "__main__":
    asyncio.run(main(), loop_factory=BlogLoop)
