"""What a script sees of the handlers of signals, and a child of it."""

import os
import signal
import sys

if sys.platform != "win32":
    print(signal.getsignal(signal.SIGTERM), signal.signal(signal.SIGTERM, signal.SIG_DFL))
    print(signal.signal(signal.SIGHUP, signal.SIG_IGN), signal.getsignal(signal.SIGHUP))
    child = os.fork()
    if not child:
        os.kill(os.getpid(), signal.SIGTERM)
    print("child:", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
