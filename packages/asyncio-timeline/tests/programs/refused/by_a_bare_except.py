"""Handles everything."""

import os

try:  # noqa: SIM105
    os.kill(os.getpid(), 0)
except BaseException:
    pass
print("swallowed")
