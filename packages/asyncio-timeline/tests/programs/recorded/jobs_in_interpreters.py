"""A call in another interpreter of the process, as Python 3.14 can."""

# mypy: disable-error-code="attr-defined"

import asyncio
from concurrent.futures import InterpreterPoolExecutor


def work(n: int) -> int:
    return n * 2


async def main() -> None:
    with InterpreterPoolExecutor(1) as pool:
        print(await asyncio.get_running_loop().run_in_executor(pool, work, 21))


if __name__ == "__main__":
    asyncio.run(main())
