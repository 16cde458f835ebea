"""Exit functions that fail, and one that exits: none keeps the others from running."""

import atexit
import sys


def fails() -> None:
    raise ValueError("an exit function")


def leaves() -> None:
    sys.exit(7)


atexit.register(print, "the last one")
atexit.register(fails)
atexit.register(leaves)
