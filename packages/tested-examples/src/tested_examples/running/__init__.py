"""Runs examples as a reader would, on every Python, and keeps what they printed.

In: an example and the Pythons of this machine. Out: a recording, in `recordings/`.
May import: `example`, `interpreter`, `problem` and `asyncio_timeline`; never `pages`.
"""
