"""An initializer that fails."""

import concurrent.futures as cf
import logging
from typing import Never

logging.disable()


def fail() -> Never:
    raise OSError


with cf.ThreadPoolExecutor(1, initializer=fail) as pool:
    try:
        pool.submit(print).result()
    except cf.BrokenExecutor as error:
        print(type(error).__name__, error)
