"""A task understands a future, and nothing else that is yielded to it."""

import asyncio
from collections.abc import Generator


class Soon:
    def __await__(self) -> Generator[float, None, None]:
        yield 0.05


async def main() -> None:
    try:
        await Soon()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    await asyncio.sleep(0.05)
    print("asyncio.sleep is understood")


if __name__ == "__main__":
    asyncio.run(main())
