"""A program without a loop keeps one in a thread."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Self, TypeVar

T = TypeVar("T")


class LoopInAThread:
    """Runs coroutines for as long as its block lasts."""

    def __enter__(self) -> Self:
        ready: Future[None] = Future()
        self.thread = threading.Thread(
            target=asyncio.run, args=(self._serve(ready),)
        )
        self.thread.start()
        ready.result()
        return self

    async def _serve(self, ready: Future[None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.stop = asyncio.Event()
        ready.set_result(None)
        await self.stop.wait()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

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


def main() -> None:
    with LoopInAThread() as background:
        tweeting = background.start(tweet(0.1))
        print("main: article published")
        time.sleep(0.05)
        print("main: reader served")
        print("main: sent", tweeting.result())
        background.start(tweet(3600))
    print("main: nothing left in the background")


if __name__ == "__main__":
    main()
