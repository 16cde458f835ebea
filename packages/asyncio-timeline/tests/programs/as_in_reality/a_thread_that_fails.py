"""A thread that fails."""

import threading
from typing import Never


def tell(args: threading.ExceptHookArgs) -> None:
    print(args.exc_type.__name__, args.thread and args.thread.name)


def fail() -> Never:
    raise KeyError


threading.excepthook = tell
thread = threading.Thread(target=fail)
thread.start()
thread.join()
print("main goes on")
