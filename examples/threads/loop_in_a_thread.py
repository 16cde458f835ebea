"""A program without a loop keeps one in a thread."""

import asyncio
import logging
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Self, TypeVar

T = TypeVar("T")
log = logging.getLogger("background")


class LoopInAThread:
    """Runs coroutines for as long as its block lasts."""

    def __enter__(self) -> Self:
        self.futures: set[Future[Any]] = set()
        self.lock = threading.Lock()  # between start and the end
        self.closed = False
        ready: Future[asyncio.AbstractEventLoop] = Future()
        self.thread = threading.Thread(target=self._run, args=(ready,))
        self.thread.start()
        self.loop = ready.result()
        return self

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        with self.lock:
            if self.closed:
                work.close()
                raise RuntimeError("the loop in the thread has ended")
            future = asyncio.run_coroutine_threadsafe(work, self.loop)
            self.futures.add(future)
        future.add_done_callback(self._finished)
        return future

    def _finished(self, future: Future[Any]) -> None:
        self.futures.discard(future)
        if future.cancelled():
            return
        if (error := future.exception()) is not None:
            log.error("failed in the background", exc_info=error)

    def _run(self, ready: Future[asyncio.AbstractEventLoop]) -> None:
        try:
            asyncio.run(self._serve(ready))
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            log.critical("the loop has ended", exc_info=error)
        finally:
            with self.lock:
                self.closed = True
            for future in self.futures.copy():
                future.cancel()

    async def _serve(
        self, ready: Future[asyncio.AbstractEventLoop]
    ) -> None:
        self.stop = asyncio.Event()
        ready.set_result(asyncio.get_running_loop())
        await self.stop.wait()

    def __exit__(self, *_: object) -> None:
        with self.lock, suppress(RuntimeError):  # it may have ended
            self.closed = True
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
