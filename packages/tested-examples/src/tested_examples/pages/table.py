"""A table whose every cell was printed: drawn from the transcript of an example.

    /// table | choosing/start_functions.py
    ///

In: an example that prints `a | b | c`, one line a row, the head first. Out: an HTML table with the
script's name below it. So no cell is typed, and whoever doubts one can run the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tested_examples import example
from tested_examples.example import Example
from tested_examples.interpreter import span
from tested_examples.problem import Problem
from tested_examples.running import recording

RECORDINGS = Path("recordings")
BETWEEN = " | "


@dataclass(frozen=True)
class Table:
    """What was printed, cut into cells: the head and the rows, on the newest Pythons that agree."""

    example: Example
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    pythons: tuple[str, ...]

    @property
    def source(self) -> str:
        """Who printed it, in words."""
        return f"Each cell was printed by this script on Python {span(self.pythons)}"


def prepare(argument: str, examples: Path, recordings: Path = RECORDINGS) -> Table:
    """Read the recorded lines as a table. Raises `Problem` if they are none."""
    shown = example.load(argument, examples)
    group = recording.read(shown, recordings).groups[-1]
    lines = [line.text for line in group.transcript.lines if line.stream == "stdout"]
    cells = [tuple(cell.strip() for cell in line.split(BETWEEN.strip())) for line in lines]
    widths = {len(each) for each in cells}
    if len(cells) < 2 or len(widths) != 1 or widths == {1}:
        raise Problem(
            shown.path,
            f"what {argument} prints is no table",
            details=(
                ("expected", f"two lines or more, each with as many '{BETWEEN}' as the others"),
                ("found", "\n".join(lines[:6]) or "nothing"),
            ),
            next_step="print a head and a row for each thing compared, then: make record",
        )
    head, *rows = cells
    return Table(shown, head, tuple(rows), group.versions)
