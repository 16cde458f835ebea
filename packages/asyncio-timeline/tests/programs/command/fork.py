"""Forks itself."""

import os
import sys
import warnings

warnings.simplefilter("ignore")
child = os.fork()
if child == 0:
    print("child", flush=True)
    sys.exit(5)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
