"""`python -m oracle`."""

import sys

from oracle.tried import main

if __name__ == "__main__":
    sys.exit(main())
