"""A child process runs the exit functions that it registers, and none of its parent's."""

import atexit
import multiprocessing
import os
import sys


def child() -> None:
    atexit.register(os.write, 1, b"child: its exit function\n")


if __name__ == "__main__":
    atexit.register(os.write, 1, b"parent: its exit function\n")
    if sys.platform != "win32":
        process = multiprocessing.get_context("fork").Process(target=child)
        process.start()
        process.join()
    print("parent: joined", flush=True)
