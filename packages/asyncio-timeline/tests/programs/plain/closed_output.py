"""A script that closes its output, as daemons do."""

import asyncio
import sys

asyncio.run(asyncio.sleep(0))
print("the last line")
sys.stdout.close()
sys.stderr.close()
