"""`ensure_future` leaves `run_in_executor` alone and starts `to_thread`."""

import asyncio
import threading


def resize(started: threading.Event) -> str:
    started.set()
    return "photo resized"


async def main() -> None:
    loop = asyncio.get_running_loop()

    future = loop.run_in_executor(None, resize, threading.Event())
    same = asyncio.ensure_future(future)
    print("run_in_executor: the same future:", same is future)
    #> run_in_executor: the same future: True

    started = threading.Event()
    task = asyncio.ensure_future(asyncio.to_thread(resize, started))
    print("to_thread: a new", type(task).__name__)
    #> to_thread: a new Task
    await asyncio.sleep(0)
    print("to_thread: started:", started.wait(timeout=5))
    #> to_thread: started: True

    print(await same, "and", await task)
    #> photo resized and photo resized


if __name__ == "__main__":
    asyncio.run(main())
