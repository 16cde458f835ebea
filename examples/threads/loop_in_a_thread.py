"""A program without a loop keeps one in a thread."""

import asyncio
import logging
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Self, TypeVar

T = TypeVar("T")
log = logging.getLogger("background")


class LoopInAThread:
    """Runs coroutines for as long as its block lasts."""

    def __enter__(self) -> Self:
        self.runner = asyncio.Runner(
            loop_factory=asyncio.new_event_loop
        )
        self.loop = self.runner.get_loop()
        self.stop = asyncio.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def _run(self) -> None:
        with self.runner:
            self.runner.run(self.stop.wait())

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        future.add_done_callback(self._finished)
        return future

    def _finished(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()):
            log.error("failed in the background", exc_info=error)

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join()


async def tweet(seconds: float) -> str:
    try:
        await asyncio.sleep(seconds)
        return "tweet number 7"
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


async def mail() -> None:
    await asyncio.sleep(0.05)
    raise ConnectionError("no network")


def main() -> None:
    with LoopInAThread() as background:
        background.start(mail())
        tweeting = background.start(tweet(0.1))
        print("main: article published")
        print("main: sent", tweeting.result())
        background.start(tweet(3600))
    print("main: nothing left in the background")


if __name__ == "__main__":
    logging.basicConfig(stream=sys.stdout, format="log: %(message)s")
    main()
