"""What begins once the interpreter ends: jobs are refused, and on some Pythons threads."""

import asyncio
import atexit
import threading
import time


def block() -> str:
    return "blocked"


def try_it(who: str) -> None:
    try:
        print(who, asyncio.run(asyncio.to_thread(block)), flush=True)
    except RuntimeError as error:
        print(who, error, flush=True)


def late() -> None:
    time.sleep(0.2)
    try_it("late thread:")
    try:
        threading.Thread(target=print, args=("a later thread",)).start()
    except RuntimeError as error:
        print("late thread:", error, flush=True)


atexit.register(try_it, "exit function:")
threading.Thread(target=late).start()
