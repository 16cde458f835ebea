"""Debug mode has three switches, and is off without them."""

import os
import subprocess
import sys

PROGRAM = """
import asyncio

async def main(**options):
    return asyncio.get_running_loop().get_debug()

print(asyncio.run(main()), asyncio.run(main(), debug=True))
"""


def ask(*options: str, **environment: str) -> str:
    command = [sys.executable, *options, "-c", PROGRAM]
    return subprocess.run(
        command,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


if __name__ == "__main__":
    print("without, debug=True:", ask())
    print("PYTHONASYNCIODEBUG:", ask(PYTHONASYNCIODEBUG="1"))
    print("-X dev:", ask("-X", "dev"))
