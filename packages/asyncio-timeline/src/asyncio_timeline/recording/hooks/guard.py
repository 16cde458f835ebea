"""Sets hooks into the standard library that cannot harm the program.

A hook runs in the middle of asyncio: between two lines of `Handle._run`, say. Were it to raise,
asyncio would take that for a failure of the program, log it, or lose a task. So each hook is
guarded: the first mistake that one makes ends the recording, and the program runs on as if nobody
watched. The mistake is kept for the user of the recorder (`Notebook.failure`).

    asyncio                  guard                       hook
    Handle._run entered  →   try:  token = report(…)  →  notes that a step begins
                             except Exception:           (raises? nothing more is recorded)
    the step runs
    Handle._run left     →   try:  token()            →  notes that it ends

What a hook returns, to be called on the way out, is guarded likewise. `KeyboardInterrupt` is not
held up: it is meant for the program, whichever line it arrives at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asyncio_timeline.recording.hooks.splice import When, splice
from asyncio_timeline.recording.notebook import Notebook


class Hooks:
    """Hooks that are set, until `remove`."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self._undo: list[Callable[[], None]] = []

    def splice(self, function: Callable[..., Any], when: When, report: Callable[..., Any]) -> None:
        """Have `function` call `report`, as `splice.splice` describes, without risk."""
        self.undo_later(splice(function, when, self._guarded(report)))

    def undo_later(self, undo: Callable[[], None]) -> None:
        """Have `remove` call `undo`, the last one first."""
        self._undo.append(undo)

    def remove(self) -> None:
        """Everything is as before."""
        while self._undo:
            self._undo.pop()()

    def _guarded(self, report: Callable[..., Any]) -> Callable[..., Any]:
        def guard(*values: Any) -> Callable[..., Any] | None:
            try:
                token = report(*values)
            except Exception as failure:
                self._notebook.fail(failure)
                return None
            return self._guarded(token) if callable(token) else None

        return guard
