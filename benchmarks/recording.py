"""What recording costs: per step, per line, and in memory, beside the same program unrecorded.

    python benchmarks/recording.py

One process, the best of five for each. The ratios are what to read: seconds are this machine's.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import CodeType

from asyncio_timeline.recording.recorder import Recorder

STEPS = 2_000
LINES = 20_000

PROGRAMS = {
    "steps of one task": f"""
import asyncio
async def main():
    for _ in range({STEPS}): await asyncio.sleep(0)
asyncio.run(main())
""",
    "steps of ten tasks": f"""
import asyncio
async def steps():
    for _ in range({STEPS // 10}): await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(steps() for _ in range(10)))
asyncio.run(main())
""",
    "steps of a hundred tasks": f"""
import asyncio
async def steps():
    for _ in range({STEPS // 100}): await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(steps() for _ in range(100)))
asyncio.run(main())
""",
}
LINE_PROGRAM = f"""
import asyncio
async def main():
    total = 0
    for number in range({LINES // 2}):
        total += number
asyncio.run(main())
"""


Watch = Callable[[], contextlib.AbstractContextManager[object]]


def seconds(code: CodeType, watch: Watch) -> float:
    """The best of five runs."""
    best = float("inf")
    for _ in range(5):
        with watch():
            start = time.perf_counter()
            exec(code, {"__name__": "__main__"})
            best = min(best, time.perf_counter() - start)
    return best


def compare(name: str, source: str, count: int, folder: Path, *, lines: bool) -> None:
    """A row: seconds with and without the recorder, and what each of `count` costs."""
    file = folder / "program.py"
    file.write_text(source)
    code = compile(source, str(file), "exec")
    plain = seconds(code, contextlib.nullcontext)
    recorded = seconds(
        code, lambda: Recorder([str(file)], lines=lines, max_events=10 * (STEPS + LINES))
    )
    each = (recorded - plain) / count * 1e6
    print(f"{name:28}{plain:10.4f} s{recorded:10.4f} s{recorded / plain:8.1f} x{each:10.1f} µs")


def memory(folder: Path) -> None:
    """Bytes that a recording holds for each thousand steps."""
    source = PROGRAMS["steps of ten tasks"]
    file = folder / "program.py"
    file.write_text(source)
    code = compile(source, str(file), "exec")
    recorder = Recorder([str(file)], lines=False, max_events=10 * STEPS)
    tracemalloc.start()
    with recorder:
        exec(code, {"__name__": "__main__"})
    held, _ = tracemalloc.get_traced_memory()
    steps = len(recorder.timeline("program.py").steps)
    tracemalloc.stop()
    print(f"\nmemory per 1,000 steps: {held / steps:,.0f} kB")


def main() -> None:
    """Steps, lines, memory."""
    python = f"Python {sys.version.split()[0]}"
    print(f"{python:28}{'plain':>12}{'recorded':>12}{'ratio':>10}{'each':>13}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, source in PROGRAMS.items():
            compare(title, source, STEPS, folder, lines=False)
        if hasattr(sys, "monitoring"):
            compare("lines of one step", LINE_PROGRAM, LINES, folder, lines=True)
        else:
            print("lines of one step           are recorded from Python 3.12 on")
        memory(folder)


if __name__ == "__main__":
    main()
