"""Looks for the process that the operating system knows."""

import os
from pathlib import Path

stat = Path("/proc/self/stat").read_text("utf-8")
print(int(stat.split()[0]) == os.getpid())
