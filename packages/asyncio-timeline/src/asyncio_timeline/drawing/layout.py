"""What is drawn where. In: a `Story` and a `Scale`. Out: a `Layout`, shapes without any markup.

A lane a task, below them the callbacks, then the threads, processes and interpreters. Places
across are px at the least width of the drawing, places down px from its top.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.marks import Mark, lane_mark, mark
from asyncio_timeline.drawing.scale import Scale
from asyncio_timeline.drawing.signs import ENDINGS, ArrowKind
from asyncio_timeline.drawing.story import Story, ThreadWait, Worker, short_name
from asyncio_timeline.timeline import Cancellation, Job, Outcome, Print, Step, Task

AXIS = 23
"""The height of the axis, below which the lanes begin."""

NOTE = 18
"""The height of a line below the lanes that says what is not drawn."""

TEXT_WIDTH, NAME_WIDTH = 6.3, 7.3
"""What a character takes at most on average, in px, in the widest of the usual fonts."""

WIDE = 640
"""From this width in px on, `drawing.css` shows longer texts where there are two."""

AGAIN = 560.0
"""From this distance in px on a lane says its name once more."""

LONGEST_NAME = 30

WORTH_TELLING = 0.01
"""A step that took this many seconds says so: nothing else could run meanwhile."""


@dataclass(frozen=True)
class Heights:
    """The heights of a lane in px: its name, its band, and what lies below."""

    name: int = 16
    band: int = 18
    below: int = 14

    @property
    def lane(self) -> int:
        """All of it."""
        return self.name + self.band + self.below


# The middle of every band lies at a multiple of 4 px, so that the dots of "ready" form two rows.
TALL, LOW = Heights(), Heights(14, 14, 8)

MOST_TALL_LANES = 12
"""With more lanes than this they are low."""


@dataclass(frozen=True)
class Span:
    """From where to where a lane is in a state. `index` is that of the step or of the job."""

    state: Literal["runs", "waits", "ready", "job"]
    start: float
    end: float
    top: float
    height: float
    index: int | None = None


@dataclass(frozen=True)
class End:
    """The sign of how a task or a job (an index) ended; `middle` is how far down it stands."""

    at: float
    middle: float
    outcome: Outcome
    task: int | None = None
    job: int | None = None


@dataclass(frozen=True)
class Text:
    """A text that begins (or ends, as its class says) `shift` px right of a place."""

    css: str
    at: float
    shift: float
    base: float
    text: str


@dataclass(frozen=True)
class Name:
    """The name of a lane, where that begins or begins again."""

    at: float
    base: float
    text: str


@dataclass(frozen=True)
class Lane:
    """All that is drawn on one. `task` is the id of the task whose lane it is."""

    mark: Mark
    task: int | None
    shapes: tuple[Span | End, ...]
    texts: tuple[Text, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Arrow:
    """Straight down or up, at the moment with this place in the order of events."""

    kind: ArrowKind
    at: float
    start: float
    tip: float
    order: int
    task: int | None = None


@dataclass(frozen=True)
class Bubble:
    """A print, as in a comic: it hangs from the block that printed."""

    at: float
    top: float
    order: int
    error: bool


@dataclass(frozen=True)
class Layout:
    """The whole drawing. Its axis is in the scale; `height` is that of all, notes included."""

    scale: Scale
    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    bubbles: tuple[Bubble, ...]
    heights: Heights
    height: int


def layout(story: Story, scale: Scale) -> Layout:
    """Give everything that the scale has a place for its place down, too."""
    sheet = _sheet(story, scale)
    complete = scale.last is None and not story.timeline.cut
    return Layout(
        scale,
        lanes=tuple(_lane(sheet, who) for who in sheet.tops),
        arrows=(*_made(sheet), *_woke(sheet), *_asked_to_cancel(sheet)),
        bubbles=tuple(_bubbles(sheet)),
        heights=sheet.heights,
        height=AXIS + len(sheet.tops) * sheet.heights.lane + (0 if complete else NOTE),
    )


# ---------------------------------------------------------------------------- the sheet

CALLBACKS: Final = "callbacks"

Who = int | Worker | Literal["callbacks"]
"""Whose lane it is: a task's (its id), a worker's, or that of the callbacks."""


@dataclass(frozen=True)
class _Sheet:
    """The lanes, still empty: how far down each begins, and what will lie on them."""

    story: Story
    scale: Scale
    heights: Heights
    tops: dict[Who, int]
    tasks: list[Task]
    steps_of: dict[int | None, list[Step]]
    jobs: list[Job]

    def band(self, who: Who) -> tuple[int, int]:
        """Where the band of a lane begins and how high it is."""
        return self.tops[who] + self.heights.name, self.heights.band

    def at(self, order: int) -> float:
        return self.scale.at(order)


def _sheet(story: Story, scale: Scale) -> _Sheet:
    steps_of: dict[int | None, list[Step]] = {}
    for step in story.timeline.steps[: scale.steps]:
        steps_of.setdefault(step.task, []).append(step)
    tasks = [
        task
        for task in story.timeline.tasks
        if scale.drawn(task.created.order) and (scale.last is None or task.id in steps_of)
    ]
    jobs = [job for job in story.timeline.jobs if scale.drawn(job.submitted.order)]
    used = {(job.kind, job.lane) for job in jobs}
    callbacks: tuple[Who, ...] = (CALLBACKS,) if None in steps_of else ()
    workers = (worker for worker in story.workers if worker in used)
    lanes: tuple[Who, ...] = (*(task.id for task in tasks), *callbacks, *workers)
    heights = TALL if len(lanes) <= MOST_TALL_LANES else LOW
    tops: dict[Who, int] = {who: AXIS + place * heights.lane for place, who in enumerate(lanes)}
    return _Sheet(story, scale, heights, tops, tasks, steps_of, jobs)


def _runner(step: Step) -> Who:
    return CALLBACKS if step.task is None else step.task


def _worker(job: Job) -> Worker:
    return job.kind, job.lane


# ------------------------------------------------------------------------------- lanes

Piece = Span | End | Text


def _lane(sheet: _Sheet, who: Who) -> Lane:
    """A lane with what lies on it."""
    if who == CALLBACKS:
        lane_of, pieces, places = mark(None), _callbacks(sheet), _callback_names(sheet)
        name, task = CALLBACKS, None
    elif isinstance(who, int):
        places = _task_names(sheet, who)
        lane_of, pieces = mark(who), _task(sheet, who, last_name=places[-1])
        name, task = sheet.story.names[who], who
    else:
        lane_of, pieces, places = lane_mark(who[0]), _jobs(sheet, who), _worker_names(sheet, who)
        name, task = sheet.story.workers[who], None
    drawn = list(pieces)
    return Lane(
        lane_of,
        task,
        tuple(piece for piece in drawn if not isinstance(piece, Text)),
        tuple(piece for piece in drawn if isinstance(piece, Text)),
        tuple(_name(sheet, who, name, place) for place in places),
    )


def _task_names(sheet: _Sheet, task: int) -> list[float]:
    """Where the name of a task stands: where it was created, and again far to the right."""
    created = sheet.at(sheet.story.timeline.tasks[task].created.order)
    starts = [sheet.at(step.start.order) for step in sheet.steps_of.get(task, [])]
    return _far_apart([created, *starts])


def _callback_names(sheet: _Sheet) -> list[float]:
    return _far_apart([sheet.at(step.start.order) for step in sheet.steps_of[None]])


def _worker_names(sheet: _Sheet, worker: Worker) -> list[float]:
    """Above where a job was submitted, if the one before it is far to the left of its start."""
    places: list[float] = []
    for job in _jobs_of(sheet, worker):
        submitted = sheet.at(job.submitted.order)
        start = sheet.at(job.start.order) if job.start else submitted
        if not places or start - places[-1] >= AGAIN:
            places.append(submitted)
    return places


def _far_apart(places: list[float]) -> list[float]:
    kept = places[:1]
    for place in places:
        if place - kept[-1] >= AGAIN:
            kept.append(place)
    return kept


def _name(sheet: _Sheet, who: Who, name: str, start: float) -> Name:
    text = _shortened(name)
    length = len(text) * NAME_WIDTH + 20
    # A lane that begins near the right edge says its name to the left of that.
    place = max(min(start, sheet.scale.width - length - 2), 2.0)
    return Name(place, sheet.tops[who] + sheet.heights.name - 5, text)


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _ready(sheet: _Sheet, who: Who, start: float, end: float) -> Iterator[Span]:
    """Dots while it could run and something else does."""
    if end - start >= 3:
        top, height = sheet.band(who)
        yield Span("ready", start, end, top + height // 2 - 4, 8)


def _written(
    sheet: _Sheet, who: Who, css: str, start: float, shift: float, room: float, texts: list[str]
) -> Iterator[Text]:
    """On the band, the first of the texts that fits there: one for the least width, and one that
    is shown where the drawing is wide (`WIDE`).
    """
    stretch = max(1.0, WIDE / sheet.scale.width)
    narrow = _first_that_fits(texts, room - shift - 4)
    wide = _first_that_fits(texts, room * stretch - shift - 4)
    top, height = sheet.band(who)
    both = [("", narrow)] if narrow == wide else [(" tl-narrow", narrow), (" tl-wide", wide)]
    for where, text in both:
        if text:
            yield Text(css + where, start, shift, top + height // 2 + 4, text)


def _first_that_fits(texts: list[str], room: float) -> str:
    return next((text for text in texts if len(text) * TEXT_WIDTH <= room), "")


# ------------------------------------------------------------------------------- tasks


def _task(sheet: _Sheet, who: int, last_name: float) -> Iterator[Piece]:
    task = sheet.story.timeline.tasks[who]
    steps = sheet.steps_of.get(who, [])
    created, end = sheet.at(task.created.order), _end_of(sheet, task)
    yield from _ready(sheet, who, created, sheet.at(steps[0].start.order) if steps else end)
    for step, following in zip(steps, [*steps[1:], None], strict=False):
        yield from _block(sheet, who, step)
        if step.wait is not None:
            start = sheet.at(step.end.order)
            run = end if following is None else sheet.at(following.start.order)
            woken = run if following is None else _woken(sheet, following, start)
            yield from _waiting(sheet, who, step, start, woken)
            yield from _ready(sheet, who, woken, run)
            yield from _overdue(sheet, who, following, woken, run)
    yield from _ending(sheet, task, end, last_name)


def _end_of(sheet: _Sheet, task: Task) -> float:
    """Where the lane of a task ends."""
    if task.ended is None or task.outcome == "pending":
        return sheet.at(sheet.story.timeline.end.order)
    steps = sheet.steps_of.get(task.id)
    if steps and steps[-1].outcome:
        return sheet.at(steps[-1].end.order)
    return sheet.at(task.ended.order)


def _woken(sheet: _Sheet, step: Step, start: float) -> float:
    """Where the wait before a step ended, which began at `start`."""
    wake = sheet.story.wakes[step.index]
    if wake.late:
        return min(max(start, sheet.scale.at_time(wake.at.time)), sheet.at(step.start.order))
    return max(start, sheet.at(wake.at.order))


def _block(sheet: _Sheet, who: Who, step: Step) -> Iterator[Piece]:
    """A running step, which says how long it took if that is worth telling."""
    start, end = sheet.at(step.start.order), sheet.at(step.end.order)
    yield Span("runs", start, end, *sheet.band(who), step.index)
    took = step.end.time - step.start.time
    if took >= WORTH_TELLING:
        short = words.short_seconds(took, 1 if took >= 0.1 else 2)
        texts = [*words.brief_block(sheet.story, step), short]
        yield from _written(sheet, who, "tl-took", start, 18, end - start, texts)


def _waiting(sheet: _Sheet, who: int, step: Step, start: float, end: float) -> Iterator[Piece]:
    """A frame, and in it what the task waits for if there is room."""
    if step.wait is not None and end - start >= 1:
        top, height = sheet.band(who)
        yield Span("waits", start, end, top + 2, height - 4)
        texts = words.brief_waiting(sheet.story, step.wait)
        yield from _written(sheet, who, "tl-for", start, 5, end - start, texts)


def _overdue(
    sheet: _Sheet, who: int, step: Step | None, start: float, end: float
) -> Iterator[Text]:
    """Over the dots of a task whose time has come: since when it has had to wait."""
    wake = None if step is None else sheet.story.wakes[step.index]
    if wake is not None and wake.behind is not None:
        since = words.short_seconds(wake.at.time, sheet.story.digits)
        texts = [f"due since {since}", f"due {since}", "due"]
        yield from _written(sheet, who, "tl-due", start, 5, end - start, texts)


def _ending(sheet: _Sheet, task: Task, end: float, last_name: float) -> Iterator[Piece]:
    """The sign of how it ended, and in words if that is no plain result."""
    if task.ended is not None and not sheet.scale.drawn(task.ended.order):
        return
    if sheet.scale.last is not None and task.outcome == "pending":
        return
    top, height = sheet.band(task.id)
    middle = top + height / 2
    yield End(end, middle, task.outcome, task=task.id)
    if task.outcome == "result":
        return
    meaning = ENDINGS[task.outcome].meaning
    text = (task.value if task.outcome == "exception" else None) or meaning
    short = text.partition("(")[0]
    css = f"tl-{task.outcome}"
    if fits := _first_that_fits([text, short], sheet.scale.width - end - 22):
        yield Text(f"tl-how {css}", end, 19, middle + 4, fits)
        return
    name_end = last_name + len(_shortened(sheet.story.names[task.id])) * NAME_WIDTH + 28
    if end + 14 - len(short) * TEXT_WIDTH > name_end:
        yield Text(f"tl-how tl-left {css}", end, 15, top - 5, short)


# ------------------------------------------------------------------ callbacks and jobs


def _callbacks(sheet: _Sheet) -> Iterator[Piece]:
    steps = sheet.steps_of[None]
    for step, ready, following in zip(
        steps, _ready_callbacks(sheet), [*steps[1:], None], strict=True
    ):
        start, end = sheet.at(step.start.order), sheet.at(step.end.order)
        if ready is not None:
            yield from _ready(sheet, CALLBACKS, ready, start)
        yield from _block(sheet, CALLBACKS, step)
        function = short_name(step.callback or "")
        room = (sheet.at(following.start.order) if following else sheet.scale.width) - end
        yield from _written(sheet, CALLBACKS, "tl-for", end, 6, room, [function])


def _ready_callbacks(sheet: _Sheet) -> Iterator[float | None]:
    """Since when each callback waits its turn; None: not known, or others still ran on the lane."""
    before = 0.0
    for step in sheet.steps_of.get(None, []):
        wake = sheet.story.wakes.get(step.index)
        ready = None if wake is None else sheet.at(wake.at.order)
        yield ready if ready is not None and ready >= before else None
        before = sheet.at(step.end.order)


def _jobs_of(sheet: _Sheet, worker: Worker) -> list[Job]:
    return [job for job in sheet.jobs if (job.kind, job.lane) == worker]


def _jobs(sheet: _Sheet, worker: Worker) -> Iterator[Piece]:
    top, height = sheet.band(worker)
    busy_until = 0.0
    for job in _jobs_of(sheet, worker):
        submitted = sheet.at(job.submitted.order)
        start = sheet.at(job.start.order) if job.start else submitted
        if submitted >= busy_until:
            yield from _ready(sheet, worker, submitted, start)
        elif start - submitted >= 3:  # it waits above the band, where another job runs
            yield Span("ready", submitted, start, top - 4, 4)
        if job.start is None or not sheet.scale.drawn(job.start.order):
            end = sheet.at(job.end.order) if job.end else submitted
            outcome: Outcome = job.outcome if job.end else "pending"
            yield End(end, top + height / 2, outcome, job=job.index)
            continue
        ended = job.end is not None and sheet.scale.drawn(job.end.order)
        last = job.end if job.end and ended else sheet.story.timeline.end
        end = busy_until = sheet.at(last.order)
        yield Span("job", start, end, top, height, job.index)
        waits = [wait for wait in sheet.story.thread_waits if wait.job == job.index]
        first = min((sheet.scale.place_of(wait.start) for wait in waits), default=end)
        function = short_name(job.function)
        yield from _written(sheet, worker, "tl-doing", start, 5, first - start, [function])
        for wait in waits:
            yield from _in_result(sheet, worker, wait, end)
        if job.outcome in ("exception", "cancelled"):
            yield End(end, top + height / 2, job.outcome, job=job.index)


def _in_result(sheet: _Sheet, worker: Worker, wait: ThreadWait, last: float) -> Iterator[Piece]:
    """Within the block of a job, the frame of a thread that waits for a task."""
    start = sheet.scale.place_of(wait.start)
    end = sheet.at(wait.end.order) if sheet.scale.drawn(wait.end.order) else last
    if end - start >= 1:
        top, height = sheet.band(worker)
        yield Span("waits", start, end, top + 2, height - 4)
        texts = words.brief_thread_wait(sheet.story, wait)
        yield from _written(sheet, worker, "tl-for", start, 5, end - start, texts)


# ------------------------------------------------------------------ arrows and bubbles


def _arrow(
    sheet: _Sheet,
    kind: ArrowKind,
    place: float,
    ends: tuple[Who, Who],
    order: int,
    task: int | None = None,
) -> Arrow:
    """From the band of the first lane to that of the second."""
    source, target = (sheet.band(who) for who in ends)
    if target > source:
        return Arrow(kind, place, sum(source), target[0], order, task)
    return Arrow(kind, place, source[0], sum(target), order, task)


def _made(sheet: _Sheet) -> Iterator[Arrow]:
    """Who created each task, and who submitted each job."""
    for task in sheet.tasks:
        creator = _creator(sheet, task)
        if creator is not None and creator in sheet.tops:
            order = task.created.order
            yield _arrow(sheet, "made", sheet.at(order), (creator, task.id), order)
    for job in sheet.jobs:
        if job.task is not None and job.task in sheet.tops:
            order = job.submitted.order
            yield _arrow(sheet, "made", sheet.at(order), (job.task, _worker(job)), order)


def _creator(sheet: _Sheet, task: Task) -> Who | None:
    """In whose lane a task was created; None if that is drawn nowhere."""
    if task.parent is not None:
        return task.parent
    if task.creator is None or task.creator.index is None:
        return None
    timeline = sheet.story.timeline
    if task.creator.kind == "job":
        return _worker(timeline.jobs[task.creator.index])
    by = timeline.steps[task.creator.index].task
    return CALLBACKS if by is None else by


def _woke(sheet: _Sheet) -> Iterator[Arrow]:
    """Who woke each task, and who made the loop call each callback."""
    for task in sheet.tasks:
        for before, step in pairwise(sheet.steps_of.get(task.id, [])):
            source = _waker(sheet, step)
            if source is not None and source != task.id:
                place = _woken(sheet, step, sheet.at(before.end.order))
                yield _arrow(sheet, "woke", place, (source, task.id), step.start.order)
    for wait in sheet.story.thread_waits:
        if sheet.scale.drawn(wait.end.order) and wait.task in sheet.tops:
            ends = (wait.task, _worker(sheet.story.timeline.jobs[wait.job]))
            order = wait.end.order
            yield _arrow(sheet, "woke", sheet.at(order), ends, order)
    callbacks = sheet.steps_of.get(None, [])
    for step, ready in zip(callbacks, _ready_callbacks(sheet), strict=True):
        source = _waker(sheet, step)
        if ready is not None and source is not None:
            yield _arrow(sheet, "woke", ready, (source, CALLBACKS), step.start.order)


def _waker(sheet: _Sheet, step: Step) -> Who | None:
    """The lane of who woke a step; None: nobody who has one."""
    wake = sheet.story.wakes.get(step.index)
    if wake is None or wake.by is None or wake.beforehand:
        return None
    if wake.kind == "job":
        return _worker(sheet.story.timeline.jobs[wake.by])
    return _runner(sheet.story.timeline.steps[wake.by]) if wake.kind == "step" else None


def _asked_to_cancel(sheet: _Sheet) -> Iterator[Arrow]:
    for request in sheet.story.timeline.cancellations:
        task, order = request.task, request.at.order
        if task not in sheet.tops or not sheet.scale.drawn(order):
            continue
        source = _asker(sheet, request)
        if source is None or source == task:  # a short one from above
            top, _ = sheet.band(task)
            yield Arrow("cancel", sheet.at(order), top - 12, top, order, task)
        else:
            yield _arrow(sheet, "cancel", sheet.at(order), (source, task), order, task)


def _asker(sheet: _Sheet, request: Cancellation) -> Who | None:
    """The lane of who asks a task to cancel; None: nobody who has one."""
    who: Who | None = None
    if request.owner is not None:
        who = request.owner
    elif request.through is None and request.cause.index is not None:
        if request.cause.kind == "job":
            who = _worker(sheet.story.timeline.jobs[request.cause.index])
        else:
            who = _runner(sheet.story.timeline.steps[request.cause.index])
    return who if who in sheet.tops else None


def _bubbles(sheet: _Sheet) -> Iterator[Bubble]:
    for line in sheet.story.timeline.prints:
        who = _printer(sheet, line)
        if who is not None and sheet.scale.drawn(line.at.order):
            top, height = sheet.band(who)
            place, order = sheet.at(line.at.order), line.at.order
            yield Bubble(place, top + height, order, line.stream == "stderr")


def _printer(sheet: _Sheet, line: Print) -> Who | None:
    """The lane of who printed a line; None: code outside of the loop, which has none."""
    if line.step is not None:
        return _runner(sheet.story.timeline.steps[line.step])
    return None if line.job is None else _worker(sheet.story.timeline.jobs[line.job])
