"""`select` with nothing to wait for is a sleep, and a lock of `_thread` is one."""

import _thread
import select
import selectors
import threading
import time

begin = time.monotonic()
select.select([], [], [], 0.1)
print("selected for", round(time.monotonic() - begin, 1))
selectors.SelectSelector().select(0.1)
print("and for", round(time.monotonic() - begin, 1))
lock = _thread.allocate_lock()
lock.acquire()
threading.Timer(0.1, lock.release).start()
lock.acquire()
print("locked until", round(time.monotonic() - begin, 1))
