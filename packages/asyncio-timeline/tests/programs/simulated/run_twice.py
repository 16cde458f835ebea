"""Simulates its argument twice in one process, as a browser does: True if both are alike."""

import sys
from pathlib import Path

from asyncio_timeline.program.run import run
from asyncio_timeline.timeline import to_json

runs = [to_json(run(Path(sys.argv[1]), simulated=True).timeline) for _ in range(2)]
print(runs[0] == runs[1], file=sys.stderr)
