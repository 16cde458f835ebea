"""Where on the drawing a moment is. In: a `Story` and an axis. Out: a `Scale`.

On the axis of order each event takes the room that it needs to be seen, however short it was, and
between events there is room in proportion to the time that passed: a sleep of 1.5 s is fifteen
times as wide as one of 0.1 s, beside `FLOOR` px that both have. On the axis of time all places are
in proportion to time, and what took no time takes no room.

Places are counted in px at the least width that the drawing may have, and handed out in percent
of its width, so that a drawing can be wider than that without being scaled.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from asyncio_timeline.drawing.story import Story
from asyncio_timeline.timeline import Moment, Task, Timeline

Axis = Literal["order", "time"]

LEFT, RIGHT = 1.0, 22.0
"""Margins in px. The right one has room for the sign of how a task ended."""

MARGIN = 10.0
"""The free space in px that a drawing needs on its left, as the label of the first tick is centred
on the tick and sticks out."""


@dataclass(frozen=True)
class Room:
    """How much room events get on the axis of order, in px.

    step     the least width of a step
    between  the gap between two steps; step and gap are one column
    inside   the distance between two events inside a step
    job      the least width of a call in a thread, process or interpreter
    """

    step: float = 20
    between: float = 5
    inside: float = 10
    job: float = 24


LOOSE, TIGHT = Room(), Room(14, 4, 6, 18)

MANY_STEPS = 60
"""With more steps than this, events take the tight room."""

PASSED = (0.001, 0.005)
"""A gap between two events counts as time that passed if it is at least a fiftieth of the run, and
that is kept within these bounds (seconds). Shorter gaps are what Python itself takes for a step."""

FLOOR = 8.0
"""What the shortest time that passed takes on the axis of order, in px."""

PACE, MOST_PASSED = 200.0, 800.0
"""How many px a second takes on the axis of order beside `FLOOR`, and how many all of the time that
passed may take. A run that lasts longer is drawn at a slower pace."""

TICK_WIDTH = 44.0
"""The least distance between the labels of two ticks, in px."""

MOST_WIDTH_OF_TIME = 1600.0
LEAST_WIDTH = 300.0
WIDTH_OF_ONE_CLOCK = LEAST_WIDTH - LEFT - RIGHT
"""How wide drawings with one clock are, in px, between their margins."""


@dataclass(frozen=True)
class Scale:
    """Places of moments.

    `width` is the least width of the drawing in px. `ticks` are px and time. `idle` are the
    spans in px during which time passed and no step ran. `last` is the order from which on
    nothing is drawn, None if everything is; `steps` is how many steps are drawn. `clock` is the
    time and the place of each event.
    """

    axis: Axis
    width: float
    places: dict[int, float]
    ticks: tuple[tuple[float, float], ...]
    idle: tuple[tuple[float, float], ...]
    last: int | None
    steps: int
    clock: tuple[tuple[float, float], ...] = ()

    def at_time(self, time: float) -> float:
        """The place in px of a time at which no event was, between those that were."""
        number = bisect_right(self.clock, (time, float("inf")))
        if number == 0 or number == len(self.clock):
            return self.clock[min(number, len(self.clock) - 1)][1]
        (before, start), (after, end) = self.clock[number - 1 : number + 1]
        return start + (end - start) * (time - before) / max(after - before, 1e-9)

    def at(self, order: int) -> float:
        """The place in px of an event; what is not drawn is at the right edge."""
        place = self.places.get(order)
        return self.width - RIGHT if place is None else place

    def percent(self, px: float) -> str:
        """A place in px as a share of the width, `12.5%`."""
        decimals = 2 if self.width < 2000 else 4
        return f"{100 * px / self.width:.{decimals}f}".rstrip("0").rstrip(".") + "%"

    def place_of(self, moment: Moment, *, between: bool = False) -> float:
        """The place in px of an event that may have none of its own, or of a time between two."""
        if moment.order in self.places and not between:
            return self.places[moment.order]
        if between or self.axis == "time":
            return self.at_time(moment.time)
        before = (place for order, place in self.places.items() if order < moment.order)
        return max(before, default=LEFT)

    def drawn(self, order: int) -> bool:
        """Whether what happened there is drawn."""
        return self.last is None or order < self.last


@dataclass(frozen=True)
class _Stop:
    """An event that has a place: what it needs to its left, and since the start of its span."""

    order: int
    time: float
    gap: float
    opens: int = 0
    """1: a step starts here, -1: it ends."""
    since: int | None = None
    least: float = 0.0


def scale(
    story: Story, axis: Axis = "order", most: int | None = None, until: float | None = None
) -> Scale:
    """The places of the first `most` steps (None: of all) and of everything until then.

    Drawings on the axis of time that reach `until` (seconds) have one clock: the same moment has
    the same place on each.
    """
    timeline = story.timeline
    last = None if story.cut is None else story.cut.order + 1
    if most is not None and len(timeline.steps) > most:
        last = timeline.steps[most].start.order
    room = TIGHT if len(timeline.steps) > MANY_STEPS else LOOSE
    steps = len(timeline.steps) if most is None else min(most, len(timeline.steps))
    # If not all is drawn, a task that does not run by then has no lane.
    ran = {step.task for step in timeline.steps[:steps]}
    lanes = [task for task in timeline.tasks if last is None or task.id in ran]
    stops = sorted(
        (stop for stop in _stops(timeline, room, lanes) if last is None or stop.order < last),
        key=lambda stop: stop.order,
    )
    if last is None:
        stops.append(_end(timeline, stops, room))
    if axis == "time":
        return _in_time(stops, last, steps, until)
    return _in_order(stops, last, steps, passed(timeline))


def _stops(timeline: Timeline, room: Room, tasks: Iterable[Task]) -> Iterator[_Stop]:
    """Every event that gets a place of its own."""
    for step in timeline.steps:
        start, end = step.start, step.end
        yield _Stop(start.order, start.time, room.between, opens=1)
        yield _Stop(end.order, end.time, room.between, -1, start.order, room.step)
    ended = {step.task for step in timeline.steps if step.outcome}
    for task in tasks:
        yield _Stop(task.created.order, task.created.time, room.inside)
        if task.ended and task.id not in ended:
            yield _Stop(task.ended.order, task.ended.time, room.inside)
    for request in timeline.cancellations:
        yield _Stop(request.at.order, request.at.time, room.inside)
    for job in timeline.jobs:
        yield _Stop(job.submitted.order, job.submitted.time, room.inside)
        if job.start:
            yield _Stop(job.start.order, job.start.time, room.inside)
        if job.end:
            since = job.start.order if job.start else None
            yield _Stop(job.end.order, job.end.time, room.inside, since=since, least=room.job)
    for line in timeline.prints:
        yield _Stop(line.at.order, line.at.time, room.inside)


def _end(timeline: Timeline, stops: list[_Stop], room: Room) -> _Stop:
    """The end of the run. If everything is done by then, the time that Python takes to leave is not
    part of the run.
    """
    open_ended = any(task.outcome == "pending" for task in timeline.tasks) or any(
        job.start and not job.end for job in timeline.jobs
    )
    last = max((stop.time for stop in stops), default=0.0)
    time = timeline.end.time if open_ended else last
    return _Stop(timeline.end.order, time, room.between)


def passed(timeline: Timeline) -> float:
    """How many seconds a gap between two events must last to count as time that passed."""
    least, most = PASSED
    return min(max(timeline.end.time / 50, least), most)


def _in_order(stops: list[_Stop], last: int | None, steps: int, least: float) -> Scale:
    places: dict[int, float] = {}
    idle: list[tuple[float, float]] = []
    ticks: list[tuple[float, float]] = []
    place, time, running = LEFT, 0.0, 0
    pace = _pace(stops, least)
    for number, stop in enumerate(stops):
        before, took = place, stop.time - time
        if number:
            place += stop.gap
        if number and took >= least:
            # In a step, which then says how long it took, 12 px more.
            place += FLOOR + pace * took + 12 * bool(running)
            if not running:
                idle.append((before, place))
        if stop.since in places:
            place = max(place, places[stop.since] + stop.least)
        if number == 0 or took >= least:
            ticks.append((place, stop.time))
            time = stop.time
        running += stop.opens
        # Two events may share their place in the order: a step ends and with it its task.
        places.setdefault(stop.order, place)
    width = max(place + RIGHT, LEAST_WIDTH)
    if place + RIGHT < LEAST_WIDTH:  # a short run fills the drawing
        factor = (LEAST_WIDTH - RIGHT - LEFT) / max(place - LEFT, 1)
        places = {order: LEFT + (px - LEFT) * factor for order, px in places.items()}
        idle = [(LEFT + (a - LEFT) * factor, LEFT + (b - LEFT) * factor) for a, b in idle]
        ticks = [(LEFT + (px - LEFT) * factor, time) for px, time in ticks]
    clock = _clock(stops, places)
    return Scale("order", width, places, tuple(_apart(ticks)), tuple(idle), last, steps, clock)


def _apart(ticks: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Those ticks whose labels do not touch the one before."""
    labelled = -TICK_WIDTH
    for place, time in ticks:
        if place - labelled >= TICK_WIDTH:
            labelled = place
            yield place, time


def _pace(stops: list[_Stop], least: float) -> float:
    """How many px a second takes, so that all the time that passed takes no more than it may."""
    passed, time = 0.0, stops[0].time if stops else 0.0
    for stop in stops:
        if stop.time - time >= least:
            passed += stop.time - time
            time = stop.time
    return min(PACE, MOST_PASSED / max(passed, 1e-9))


def _in_time(stops: list[_Stop], last: int | None, steps: int, until: float | None) -> Scale:
    start = stops[0].time if until is None and stops else 0.0
    end = max((stop.time for stop in stops), default=0.0)
    if until is not None:
        end = max(end, until)
    length = max(end - start, 1e-6)
    moments = len({round(stop.time, 3) for stop in stops})
    inner = min(max(LEAST_WIDTH - LEFT - RIGHT, 30.0 * moments), MOST_WIDTH_OF_TIME)
    if until is not None:
        inner = WIDTH_OF_ONE_CLOCK
    places = {stop.order: LEFT + (stop.time - start) / length * inner for stop in stops}
    ticks: list[tuple[float, float]] = []
    pace = _round_pace(length * TICK_WIDTH / inner)
    tick = -(-start // pace)  # the first one not before the start
    while tick * pace <= end + 1e-9:
        ticks.append((LEFT + (tick * pace - start) / length * inner, tick * pace))
        tick += 1
    width, clock = LEFT + inner + RIGHT, _clock(stops, places)
    return Scale("time", width, places, tuple(ticks), (), last, steps, clock)


def _clock(stops: list[_Stop], places: dict[int, float]) -> tuple[tuple[float, float], ...]:
    return tuple(sorted((stop.time, places[stop.order]) for stop in stops))


def _round_pace(least: float) -> float:
    """The next of 1, 2, 5, 10 … milliseconds, never less than `least` seconds."""
    pace = PASSED[0]
    while True:
        for factor in (1, 2, 5):
            if pace * factor >= least:
                return pace * factor
        pace *= 10
