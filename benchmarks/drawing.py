"""How long it takes to draw a run and to put it into words: in proportion to its steps.

    PYTHONPATH=packages/asyncio-timeline/tests python benchmarks/drawing.py

One process, the best of three. The ratios are what to read: seconds are this machine's.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from asyncio_timeline.drawing import svg, words
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page.fragment import timeline_view
from asyncio_timeline.timeline import Timeline
from support import stories

SIZES = (100, 1_000, 10_000)

WORK: dict[str, Callable[[Timeline], object]] = {
    "svg, order": lambda told: svg.svg(Story(told), most=None),
    "svg, time": lambda told: svg.svg(Story(told), axis="time", most=None),
    "svg, at most 300 steps": lambda told: svg.svg(Story(told)),
    "rows in words": lambda told: words.rows(Story(told)),
    "fragment for a page": lambda told: timeline_view(told, identity="run"),
}


def seconds(work: Callable[[Timeline], object], told: Timeline) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work(told)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """A row for each kind of work."""
    runs = [stories.busy(size) for size in SIZES]
    print(f"{'':24}" + "".join(f"{size:>9,} steps" for size in SIZES) + "   ratios")
    for name, work in WORK.items():
        took = [seconds(work, told) for told in runs]
        ratios = ", ".join(f"{each / took[0]:.1f}" for each in took)
        print(f"{name:24}" + "".join(f"{each:13.4f} s" for each in took) + f"   {ratios}")


if __name__ == "__main__":
    main()
