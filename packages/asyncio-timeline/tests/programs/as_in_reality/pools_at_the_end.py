"""A pool takes no job once the interpreter ends."""

import atexit
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor()
pool.submit(print, "in time").result()


def late() -> None:
    for each in (pool, ThreadPoolExecutor()):
        try:
            each.submit(print, "too late")
        except RuntimeError as error:
            print(error)


atexit.register(late)
