"""One shape for every error that a person can meet: where, what, expected, what to type."""

from __future__ import annotations

from pathlib import Path


class Problem(Exception):
    """Something in a script, a recording or a page that has to be mended by a person.

    `path` is shown relative to the current folder where it lies below it, `line` counts from 1,
    `details` are pairs such as `("expected", "a docstring")`, and `next_step` says what to type.
    """

    def __init__(
        self,
        path: Path | str,
        what: str,
        *,
        line: int | None = None,
        details: tuple[tuple[str, str], ...] = (),
        next_step: str = "",
    ) -> None:
        self.path = path
        self.what = what
        self.line = line
        self.details = details
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        where = _relative(self.path) + (f":{self.line}" if self.line is not None else "")
        rows = [*self.details, ("next", self.next_step)] if self.next_step else [*self.details]
        width = max((len(label) for label, _ in rows), default=0)
        lines = [f"{where}: {self.what}"]
        for label, text in rows:
            first, *rest = text.splitlines() or [""]
            lines.append(f"  {label:{width}}  {first}")
            lines.extend(f"  {'':{width}}  {more}" for more in rest)
        return "\n".join(lines)


class Problems(ExceptionGroup[Problem]):
    """Several problems found in one pass, so that a person can mend them in one go."""

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.exceptions)


def _relative(path: Path | str) -> str:
    try:
        return Path(path).resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
