"""The guard on pytest-examples: hears every print in true order and says when comments mislead."""

from __future__ import annotations

import ast
import inspect
import re
import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tested_examples.example import Example
from tested_examples.problem import Problem

COMMENT = re.compile(r"^ *#> ?(.*)$")
"""A comment that pytest-examples writes under a print, and what was printed."""


class PrintGuard:
    """Hears every print in true order, and tells whether comments under prints can be trusted."""

    def __init__(self, shown: Example) -> None:
        self.shown = shown
        self.lines: list[int] = []
        self.foreign: list[str] = []

    def __call__(self, file: Path, frame: inspect.FrameInfo, args: Sequence[Any]) -> bool:
        """Whether pytest-examples is to write this print down."""
        own = file.samefile(frame.filename) if Path(frame.filename).exists() else False
        if own and threading.current_thread() is threading.main_thread():
            self.lines.append(frame.lineno)
            return True
        self.foreign.append(" ".join(map(str, args)))
        return False

    def problem(self) -> Problem | None:
        """What makes the comments untrustworthy, or None."""
        if self.foreign:
            return self._problem(
                None,
                f"'{self.foreign[0]}' was printed by a thread or callback, so no comment has it",
            )
        for before, after in pairwise(self.lines):
            if after < before:
                return self._problem(
                    after, f"this print ran after the one in line {before}: the comments mislead"
                )
        stale = [line for line in self._commented_prints() if line not in self.lines]
        if stale:
            return self._problem(stale[0], "a `#> ` comment stands under a print that did not run")
        return None

    def _commented_prints(self) -> list[int]:
        """The line of the statement above each group of comments."""
        lines = self.shown.source.splitlines()
        starts = {
            node.end_lineno: node.lineno
            for node in ast.walk(ast.parse(self.shown.source))
            if isinstance(node, ast.Expr)
        }
        above = (
            number
            for number in range(1, len(lines))
            if COMMENT.match(lines[number]) and not COMMENT.match(lines[number - 1])
        )
        return [starts.get(number, number) for number in above]

    def _problem(self, line: int | None, what: str) -> Problem:
        return Problem(
            self.shown.path,
            what,
            line=line,
            details=(("expected", "comments only where prints run once, from top to bottom"),),
            next_step="remove the `#> ` comments; the page shows the transcript",
        )
