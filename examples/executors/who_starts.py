"""`run_in_executor` starts at once; `to_thread` waits for `await`."""

import asyncio
import threading


def resize(started: threading.Event) -> str:
    started.set()
    return "photo resized"


async def main() -> None:
    loop = asyncio.get_running_loop()

    started = threading.Event()
    future = loop.run_in_executor(None, resize, started)
    print("run_in_executor gives a", type(future).__name__)
    #> run_in_executor gives a Future
    print("started without an await:", started.wait(timeout=5))
    #> started without an await: True

    started = threading.Event()
    coroutine = asyncio.to_thread(resize, started)
    print("to_thread gives a", type(coroutine).__name__)
    #> to_thread gives a coroutine
    print("started without an await:", started.wait(timeout=0.1))
    #> started without an await: False

    print(await future, "and", await coroutine)
    #> photo resized and photo resized


if __name__ == "__main__":
    asyncio.run(main())
