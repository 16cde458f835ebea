"""Waits for Ctrl-C without asyncio."""

import time

print("started", flush=True)
time.sleep(30)
