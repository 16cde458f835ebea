"""A clock that shows simulated seconds: nobody waits for it, it is moved."""

from __future__ import annotations

from asyncio_timeline.simulation.limits import Budget

EPOCH = 1_700_000_000.0
"""What `time.time()` shows when a simulation begins: 14 November 2023, 22:13:20 UTC."""

READING = 1e-10
"""Seconds that a reading takes. No two are equal, so timers of equal delays keep their order."""

LATENCY = 1e-4
"""Seconds after its time at which the operating system wakes a sleeper."""

# A program that only looks at the clock waits for it to move: from so many readings in a row on,
# each takes 5 % longer than the one before, up to a millisecond.
_PATIENCE = 200
_GROWTH = 1.05
_LONGEST_READING = 1e-3
_LONGEST_TURN = 1e-4


class Clock:
    """Simulated seconds since the simulation began: `now`."""

    def __init__(self, budget: Budget) -> None:
        self.now = 0.0
        self._budget = budget
        self._readings = 0
        self._turns = 0

    def advance(self, seconds: float) -> None:
        """Move on to `seconds`; never back."""
        if seconds > self.now:
            self.now = seconds
            self._budget.reach(seconds)

    def read(self) -> float:
        """What the event loop reads."""
        self.now += READING
        return self.now

    def read_by_program(self) -> float:
        """What the program reads: `time.monotonic()` and the like."""
        self._readings += 1
        self.advance(self.now + _duration(self._readings, _LONGEST_READING))
        return self.now

    @property
    def is_watched(self) -> bool:
        """Whether the program has read it so often in a row that it seems to wait for it."""
        return self._readings > _PATIENCE

    def turn(self) -> None:
        """The event loop turned without anything to wait for."""
        self._readings = 0
        self._turns += 1
        self.advance(self.now + _duration(self._turns, _LONGEST_TURN))

    def rest(self) -> None:
        """Somebody waits, so time goes by in other ways."""
        self._readings = self._turns = 0

    def shown(self) -> float:
        """The time for a timeline: to 0.1 ms, as the readings in between differ by version."""
        return round(self.now, 4)


def _duration(count: int, longest: float) -> float:
    if count <= _PATIENCE:
        return READING
    return min(longest, READING * _GROWTH ** min(count - _PATIENCE, 400))
