"""The main thread watches the clock until another has worked."""

import threading
import time

done: list[int] = []


def work() -> None:
    for n in range(3):
        time.sleep(0.02)
        done.append(n)


threading.Thread(target=work).start()
end = time.monotonic() + 1
while len(done) < 3 and time.monotonic() < end:
    pass
print("in time:", time.monotonic() < end, done)
