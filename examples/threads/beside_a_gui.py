"""A window keeps its own main loop, and asyncio runs in a thread."""

import asyncio
import queue
import threading
from collections.abc import Callable

todo: queue.Queue[Callable[[], None]] = queue.Queue()  # the window's


async def fetch() -> str:
    await asyncio.sleep(0.05)
    return "article 1"


def show(text: str) -> None:
    on_main = threading.current_thread() is threading.main_thread()
    print(f"window: shows {text}, in the main thread: {on_main}")


def main() -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    fetching = asyncio.run_coroutine_threadsafe(fetch(), loop)
    fetching.add_done_callback(
        lambda done: todo.put(lambda: show(done.result()))
    )
    print("window: the button was pressed, and is free again")
    todo.get()()  # one step of the window's main loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


if __name__ == "__main__":
    main()
