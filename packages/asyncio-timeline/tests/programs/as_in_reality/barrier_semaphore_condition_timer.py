"""Threads wait at a barrier, a semaphore, a condition, a timer."""

import threading
import time

barrier, free = threading.Barrier(3), threading.Semaphore(1)
changed = threading.Condition()
state: list[int] = []


def work(n: int) -> None:
    time.sleep(n / 20)
    barrier.wait()
    time.sleep(n / 20)
    with free:
        print(n)
        time.sleep(0.06)
    with changed:
        state.append(n)
        changed.notify_all()


threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
threading.Timer(0.2, print, ["timer"]).start()
with changed:
    changed.wait_for(lambda: len(state) == 3)
print(state)
