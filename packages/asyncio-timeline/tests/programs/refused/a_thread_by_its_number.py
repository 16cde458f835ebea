"""Sends a signal to a thread that the operating system does not know."""

import signal
import threading

thread = threading.Thread(target=lambda: signal.pthread_kill(threading.get_ident(), 0))
thread.start()
thread.join()
print("the end")
