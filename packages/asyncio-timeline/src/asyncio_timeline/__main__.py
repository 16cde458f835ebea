"""`python -m asyncio_timeline`: records a script of the reader's own."""

import sys

from asyncio_timeline.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
