"""An event loop of its own that runs by itself, in the thread of the argument or here."""

import asyncio
import sys
import threading
from collections.abc import Coroutine
from typing import Any, cast


class Loop:
    def run_until_complete(self, future: Coroutine[Any, Any, Any]) -> None:
        asyncio._set_running_loop(cast("Any", self))
        try:
            future.send(None)
        except StopIteration:
            print("ran")
        finally:
            asyncio._set_running_loop(None)


async def main() -> None:
    print("main")


if sys.argv[1:]:
    thread = threading.Thread(target=lambda: Loop().run_until_complete(main()))
    thread.start()
    thread.join()
else:
    try:
        Loop().run_until_complete(main())
    except BaseException:
        print("went on")
