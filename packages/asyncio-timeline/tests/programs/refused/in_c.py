"""Calls a function of C."""

import ctypes

ctypes.CDLL(None).usleep(1)
