"""What has been noted of a run so far, and how that becomes a `Timeline`.

The notebook has a clock, a limited number of pages, and tables of records. It knows nobody who
writes into it: what a record holds, and what it looks like in the timeline, is up to the record.

Records change while the program runs, and refer to one another; those of `timeline` are fixed and
refer to one another by index. The order of events is settled last, by time and then by when they
were noted, because what another process or a simulated thread did is often known only later.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from threading import RLock  # the real one: a simulation replaces `threading.RLock`
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar

from asyncio_timeline.timeline import Cause, Moment, Timeline


class At(NamedTuple):
    """When something was noted: seconds on the recorder's clock, and the number of the note."""

    time: float
    number: int


class Moments:
    """The place of each note in the order of all of them, and its time since the run began."""

    def __init__(self, noted: Iterable[At], start: float, end: At) -> None:
        self._moments = {
            at: Moment(order, max(0.0, round(at.time - start, 6)))
            for order, at in enumerate(sorted({*noted, end}))
        }
        self.end = self._moments[end]

    def __getitem__(self, at: At) -> Moment:
        return self._moments[at]

    def get(self, at: At | None) -> Moment | None:
        """Its moment in the timeline; None if it has not happened."""
        return None if at is None else self._moments[at]


class Record:
    """A row of a table of the timeline, as long as it may still change.

    table    the name of the table, a field of `Timeline`
    by_time  whether the timeline sorts the table by time; the others stay in the order in which
             rows were added
    index    the row's place in the table; in one that is sorted by time, known when all is read
    void     whether it turned out not to be a row at all
    """

    table: ClassVar[str]
    by_time: ClassVar[bool] = False
    index: int = -1

    @property
    def void(self) -> bool:
        return False

    def moments(self) -> tuple[At | None, ...]:
        """When it happened: its beginning, and its end if it has one."""
        raise NotImplementedError

    def fixed(self, moments: Moments) -> Any:
        """The record as `timeline` has it. Those that it refers to know their `index` by now."""
        raise NotImplementedError


class Origin(Record):
    """Where something comes from: a step, a job, a timer, or anything outside of the program."""

    kind: ClassVar[Literal["step", "job", "timer", "outside"]]

    def cause(self) -> Cause:
        """What the timeline says of it."""
        return Cause(self.kind)

    def who(self) -> Record:
        """Who acts in it: the task, the same one in all of its steps, or else the origin itself."""
        return self

    def shown(self) -> Origin:
        """The origin that the timeline shows for this one, as far as is known."""
        return self

    def within(self) -> Origin | None:
        """The step or job in which the timeline shows what happens here; None if it shows none."""
        return self

    def is_acted_in(self) -> None:
        """The program printed or ran in it, or whatever else makes it worth showing."""


class _Outside(Origin):
    kind = "outside"


class _Timer(Origin):
    kind = "timer"


OUTSIDE, TIMER = _Outside(), _Timer()

Some = TypeVar("Some", bound=Record)


class Notebook:
    """The records of one run. Several threads may write into it.

    clock       seconds. Reading it must not move it
    max_events  records in all tables together. Past them nothing is added any more
    cut         whether something was left out for lack of room
    failure     the recorder's own mistake, if it made one: then nothing is added any more, either
    """

    def __init__(self, clock: Callable[[], float], max_events: int) -> None:
        self.clock = clock
        self.cut = False
        self.failure: Exception | None = None
        # Reentrant, as a weak reference may report the end of a task at any point.
        self.lock = RLock()
        self.start = 0.0
        self._end: At | None = None
        self._recording = False
        self._room = max_events
        self._notes = 0
        self._tables: dict[str, list[Record]] = {}

    # ------------------------------------------------------------------ beginning and end

    def begin(self) -> None:
        """Times count from here. Raises `RuntimeError` if it has begun before."""
        if self._recording or self._end is not None:
            raise RuntimeError("a recorder records one run")
        self.start = self.clock()
        self._recording = True

    def end(self) -> None:
        """Nothing is noted any more."""
        with self.lock:
            if self._recording:
                self._end = self.now()
                self._recording = False

    def forget(self) -> None:
        """As `end`, but take no lock: another thread of the process forked may have held it."""
        self.lock = RLock()
        self._room = 0
        self._recording = False

    def fail(self, failure: Exception) -> None:
        """The recorder made a mistake: what was noted so far is kept, and nothing added."""
        self.failure = self.failure or failure
        self._room, self.cut = 0, True

    @property
    def recording(self) -> bool:
        """Whether the run has begun and not ended."""
        return self._recording

    @property
    def full(self) -> bool:
        """Whether there is no room for another record."""
        return self._room <= 0 or not self._recording

    # ------------------------------------------------------------------------- writing

    def now(self, time: float | None = None) -> At:
        """A note of this moment, or of `time` on the clock."""
        with self.lock:
            self._notes += 1
            return At(self.clock() if time is None else time, self._notes)

    def take_room(self) -> bool:
        """Take the room of one record, if there is any."""
        if not self._recording:
            return False
        if self._room > 0:
            self._room -= 1
            return True
        self.cut = True
        return False

    def add(self, record: Some) -> Some:
        """Append a record, for which room was taken, to its table. Hold the lock."""
        table = self._tables.setdefault(record.table, [])
        record.index = len(table)
        table.append(record)
        return record

    def record(self, kind: type[Some], index: int) -> Some | None:
        """The record of this kind with this index; None for -1."""
        found = self._tables[kind.table][index] if index >= 0 else None
        return found if isinstance(found, kind) else None

    # ------------------------------------------------------------------------- reading

    def timeline(self, program: str, *, simulated: bool) -> Timeline:
        """What was noted so far, as data."""
        with self.lock:
            end = self._end or self.now()
            tables = {name: _rows(records) for name, records in self._tables.items()}
            rows = [row for table in tables.values() for row in table]
            noted = (at for row in rows for at in row.moments() if at is not None)
            moments = Moments(noted, self.start, end)
            fixed: dict[str, Any] = {
                name: tuple(row.fixed(moments) for row in table) for name, table in tables.items()
            }
            return Timeline(
                program=program,
                python=".".join(map(str, sys.version_info[:2])),
                simulated=simulated,
                end=moments.end,
                cut=self.cut,
                **fixed,
            )


def _rows(records: list[Record]) -> list[Record]:
    rows = [record for record in records if not record.void]
    if rows and rows[0].by_time:
        rows.sort(key=lambda record: record.moments()[0] or At(0.0, 0))
    for index, record in enumerate(rows):
        record.index = index
    return rows
