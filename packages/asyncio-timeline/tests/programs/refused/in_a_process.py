"""In a job of another process."""

import os
from concurrent.futures import ProcessPoolExecutor


def work() -> int:
    return os.fork()


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(pool.submit(work).exception())
    print("the end")
