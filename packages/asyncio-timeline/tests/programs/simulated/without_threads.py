"""Simulates its arguments where there are no threads, processes and interpreters: as a browser."""

import _thread
import sys
import threading

for name in ("multiprocessing", "_multiprocessing", "_interpreters", "_interpqueues"):
    sys.modules[name] = None  # type: ignore[assignment]
for owner in (_thread, threading):
    for name in ("start_new_thread", "start_joinable_thread"):
        for each in (name, f"_{name}"):
            if hasattr(owner, each):
                setattr(owner, each, None)
from asyncio_timeline.command import main  # noqa: E402

sys.exit(main(["--simulated", "-o", "timeline.json", *sys.argv[1:]]))
