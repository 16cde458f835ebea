"""A producer thread, a consumer thread, a queue."""

import queue
import threading
import time

todo = queue.Queue[int | None](maxsize=1)


def consume() -> None:
    while (item := todo.get()) is not None:
        time.sleep(0.05)
        print("consumed", item)
        todo.task_done()


consumer = threading.Thread(target=consume)
consumer.start()
for n in range(3):
    todo.put(n)
    print("produced", n) if n == 0 else None
todo.join()
todo.put(None)
consumer.join()
print("end")
