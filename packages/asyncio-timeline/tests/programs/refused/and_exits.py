"""Exits well, and has hooks that speak of it."""

import atexit
import os
import sys

atexit.register(print, "at exit")
sys.excepthook = lambda *error: print("hook", error)
try:
    os.killpg(1, 0)
except BaseException:
    sys.exit(0)
