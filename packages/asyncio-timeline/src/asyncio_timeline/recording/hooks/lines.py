"""Hears every line of the program that is executed, on Python 3.12 and newer.

Not on 3.11: its `sys.settrace` copies the variables of every traced function into a dictionary
(CPython 3.11, Python/sysmodule.c, call_trampoline: PyFrame_FastToLocalsWithError) and so keeps
alive what the program has let go of. The program would print other things with it than without.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import CodeType

from asyncio_timeline import monitoring
from asyncio_timeline.recording.hooks.guard import Hooks
from asyncio_timeline.recording.notebook import At, Moments, Notebook, Origin, Record
from asyncio_timeline.recording.sources import Sources, Spot
from asyncio_timeline.recording.whereabouts import Whereabouts, numbers
from asyncio_timeline.timeline import Line


@dataclass(eq=False)
class LineRecord(Record):
    """A line that was executed."""

    table = "lines"
    by_time = True

    at: At
    line: Spot
    inside: Origin | None

    def moments(self) -> tuple[At | None, ...]:
        return (self.at,)

    def fixed(self, moments: Moments) -> Line:
        step, job = numbers(self.inside)
        return Line(moments[self.at], self.line.line, step, job, self.line.file)


class LineHooks:
    """What `sys.monitoring` reports. Lines take at most `most` records."""

    def __init__(
        self, notebook: Notebook, sources: Sources, whereabouts: Whereabouts, most: int
    ) -> None:
        self._notebook = notebook
        self._sources = sources
        self._whereabouts = whereabouts
        self._room = most

    def install(self, hooks: Hooks) -> None:
        """Report from now on. Nothing is heard if every tool of `sys.monitoring` is taken."""
        if sys.version_info >= (3, 12):
            hooks.undo_later(monitoring.listen("asyncio_timeline", LINE=self._executed))

    def _executed(self, code: CodeType, number: int) -> object:
        """A line is about to run, of any file."""
        if code.co_filename in self._sources.files and self._note(self._sources.spot(code, number)):
            return None
        return monitoring.ENOUGH

    def _note(self, line: Spot) -> bool:
        """Note the line. Returns whether to be told of it again."""
        with self._notebook.lock:
            if self._room <= 0 or not self._notebook.take_room():
                self._notebook.cut = self._notebook.cut or self._room <= 0
                return False
            self._room -= 1
            inside = self._whereabouts.here.inside
            if inside is not None:
                inside.is_acted_in()
            self._notebook.add(LineRecord(self._notebook.now(), line, inside))
            return True
