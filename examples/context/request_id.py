"""A filter puts the id of the request into each line of the log."""

import asyncio
import logging
import sys
from contextvars import ContextVar

request_id = ContextVar("request_id", default="-")


def add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get()
    return True


log = logging.getLogger("blog")


async def send_mail() -> None:
    await asyncio.sleep(0.1)
    log.info("mail sent")


async def serve(number: int, seconds: float) -> None:
    request_id.set(f"request {number}")
    log.info("begins")
    mailing = asyncio.create_task(send_mail())
    await asyncio.sleep(seconds)
    log.info("served")
    await mailing


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(1, 0.05))
        group.create_task(serve(2, 0.2))
    log.info("all served")


if __name__ == "__main__":
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        logging.Formatter("%(request_id)s: %(message)s")
    )
    handler.addFilter(add_request_id)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    asyncio.run(main())
