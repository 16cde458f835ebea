"""Three blocking calls in a coroutine: the reader waits for each."""

import asyncio
import subprocess
import sys
import time


async def publish() -> None:
    print("publish: begins")
    time.sleep(0.1)
    with open(__file__) as article:
        article.read()
    subprocess.run([sys.executable, "-c", "print('page: built')"])
    print("publish: done")


async def serve_reader() -> None:
    print("reader: served")


async def main() -> None:
    await asyncio.gather(publish(), serve_reader())


if __name__ == "__main__":
    asyncio.run(main())
