"""What a thread and an exit function can still begin once the interpreter ends."""

import asyncio
import atexit
import threading
import time


def late() -> None:
    time.sleep(0.1)
    begins("late")


def begins(who: str) -> None:
    try:
        print(who, asyncio.run(asyncio.to_thread(threading.active_count)))
    except RuntimeError as error:
        print(who, error)
    try:
        thread = threading.Thread(target=print, args=(who, "has a thread"))
        thread.start()
        thread.join()
    except RuntimeError as error:
        print(who, error)


atexit.register(begins, "at exit")
threading.Thread(target=late).start()
print("the end")
