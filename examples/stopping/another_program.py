"""Another program is terminated when its time is up."""

import asyncio
import sys

PROGRAM = "import time; time.sleep(60)"


async def resize(seconds: float) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM
    )
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        print("main: time is up")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    print("main: ended?", process.returncode is not None)


if __name__ == "__main__":
    asyncio.run(resize(0.2))
