"""A pool of threads: order, cancel, errors, shutdown."""

import concurrent.futures as cf
import time


def work(n: int) -> int:
    time.sleep((3 - n) / 20)
    if n == 1:
        raise ValueError("one")
    return n


with cf.ThreadPoolExecutor(1) as pool:
    futures = [pool.submit(work, n) for n in range(3)]
    last = pool.submit(work, 0)
    print("running cancelled:", futures[0].cancel(), "queued:", last.cancel())
    print(cf.wait(futures).done == set(futures))
    print(futures[0].result(), futures[1].exception(), futures[2].result())
try:
    pool.submit(work, 0)
except RuntimeError as error:
    print(error)
with cf.ThreadPoolExecutor() as pool:
    try:
        print([f.result() for f in cf.as_completed([pool.submit(work, n) for n in (0, 2)])])
        pool.submit(time.sleep, 0.2).result(timeout=0.05)
    except TimeoutError as error:
        print(type(error).__name__)
    print(list(pool.map(work, (2, 0))))
