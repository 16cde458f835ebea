"""`faulthandler` tells the line that blocks, while it still blocks."""

import asyncio
import faulthandler
import tempfile
import time
from typing import IO


async def beat(report: IO[str]) -> None:
    while True:
        faulthandler.dump_traceback_later(0.2, file=report)
        await asyncio.sleep(0.05)


def build_page() -> None:
    time.sleep(0.4)


async def publish() -> None:
    await asyncio.sleep(0.1)
    build_page()


async def main(report: IO[str]) -> None:
    beating = asyncio.create_task(beat(report))
    await publish()
    beating.cancel()
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    with tempfile.TemporaryFile("w+") as report:
        asyncio.run(main(report))
        report.seek(0)
        for line in report:
            if __file__ in line:
                print("blocked:", line.rpartition(", ")[2], end="")
