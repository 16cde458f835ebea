"""A timeline as a drawing. In: a `Timeline`. Out: SVG, to be shown inline with `drawing.css`.

A lane a task, below them the callbacks, then the threads, processes and interpreters. On a lane a
solid block is a running step, a dashed frame is waiting, dots are ready to run. A sign says how
the task ended. Arrows go straight down or up at the moment they tell of: solid with a filled head
for "created", dashed with an open head for "woke", dotted with a cross for "asked to cancel".

Places across are in percent, so that the drawing fills the width it is given and its text keeps
its size; places down are in px. The attribute `width` is the least width. Colours are custom
properties of `drawing.css`. What the stepping marks carries `data-order` (a place in the order of
events), and besides `data-step`, `data-job` and `data-task` (indices into the tables).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from asyncio_timeline.drawing import signs, words
from asyncio_timeline.drawing.escaping import escaped
from asyncio_timeline.drawing.marks import COLOURS, SHAPES, Mark, lane_mark, mark
from asyncio_timeline.drawing.scale import MARGIN, Axis, Scale, scale
from asyncio_timeline.timeline import Cancellation, Job, Outcome, Step, Task, Timeline

__all__ = ["COLOURS", "MOST_STEPS", "SHAPES", "Axis", "Mark", "key", "mark", "standalone", "svg"]

MOST_STEPS = 300
"""How many steps are drawn unless asked otherwise. The table has them all."""

TEXT, NAME = 11, 12
"""Sizes of text in px."""

TEXT_WIDTH, NAME_WIDTH = 6.3, 7.3
"""What a character takes at most on average, in px, in the widest of the usual fonts."""

WIDE = 640
"""From this width in px on, `drawing.css` shows longer texts where there are two."""

AGAIN = 560.0
"""From this distance in px on a lane says its name once more."""

LONGEST_NAME = 30

LATE = 0.01
"""A task whose sleep ended more seconds ago than this was ready, as something else blocked."""

BLOCKS = 0.01
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
ROOMY, DENSE = Heights(), Heights(14, 14, 8)
AXIS = 23


def svg(
    timeline: Timeline,
    *,
    axis: Axis = "order",
    identity: str = "timeline",
    most: int | None = MOST_STEPS,
) -> str:
    """The drawing of the first `most` steps (None: of all). Ids in it begin with `identity`."""
    return _Drawing(timeline, scale(timeline, axis, most), identity).svg()


def standalone(timeline: Timeline, *, axis: Axis = "order") -> str:
    """The drawing as a file of its own, with its colours and the key to its signs."""
    drawing = _Drawing(timeline, scale(timeline, axis, MOST_STEPS), "timeline")
    return drawing.svg(standalone=True)


def style() -> str:
    """The CSS of the drawing."""
    return files("asyncio_timeline.drawing").joinpath("drawing.css").read_text(encoding="utf-8")


def key(timeline: Timeline, identity: str) -> list[tuple[str, str]]:
    """The signs that this timeline's drawing uses: markup for a 26 by 16 px box, and its meaning.

    The markup refers to ids that `svg` with the same `identity` defines on the same page.
    """
    return signs.key(words.from_zero(timeline), identity)


@dataclass
class _Lane:
    """A lane and what is drawn on it. `top` is in px from the top of the drawing."""

    name: str
    mark: Mark
    top: int
    attribute: str = ""
    shapes: list[str] = field(default_factory=list[str])
    texts: list[str] = field(default_factory=list[str])
    named_at: float = -AGAIN
    busy_until: float = 0.0


class _Drawing:
    def __init__(self, timeline: Timeline, scale: Scale, identity: str) -> None:
        timeline = words.from_zero(timeline)
        self.timeline, self.scale, self.identity = timeline, scale, identity
        self.digits = words.digits(timeline)
        self.names = words.names(timeline)
        self.arrows: dict[str, list[str]] = {"made": [], "woke": [], "cancel": []}
        self.bubbles: list[str] = []
        self.labels: list[str] = []
        self.steps_of: dict[int | None, list[Step]] = {}
        for step in timeline.steps[: scale.steps]:
            self.steps_of.setdefault(step.task, []).append(step)
        self.requests_of: dict[int, list[Cancellation]] = {}
        for asked in timeline.cancellations:
            self.requests_of.setdefault(asked.task, []).append(asked)
        self.tasks = [task for task in timeline.tasks if scale.drawn(task.created.order)]
        self.jobs = [job for job in timeline.jobs if scale.drawn(job.submitted.order)]
        self.stretch = max(1.0, WIDE / scale.width)
        self.lay_out()

    # ----------------------------------------------------------------- lanes

    def lay_out(self) -> None:
        """Give each lane its place: tasks, callbacks, then who runs jobs."""
        job_lanes = words.lane_names(self.timeline)
        used = {(job.kind, job.lane) for job in self.jobs}
        callbacks = None in self.steps_of
        count = len(self.tasks) + callbacks + len(used)
        self.heights = ROOMY if count <= 12 else DENSE
        top = AXIS
        self.task_lanes: dict[int, _Lane] = {}
        for task in self.tasks:
            attribute = f' data-task="{task.id}"'
            self.task_lanes[task.id] = _Lane(self.names[task.id], mark(task.id), top, attribute)
            top += self.heights.lane
        self.callback_lane = _Lane(words.CALLBACKS, mark(None), top)
        self.callback_end = 0.0
        top += self.heights.lane * callbacks
        self.job_lanes: dict[tuple[str, str | None], _Lane] = {}
        for found, name in job_lanes.items():
            if found in used:
                self.job_lanes[found] = _Lane(name, lane_mark(found[0]), top)
                top += self.heights.lane
        self.height = top + (0 if self.scale.last is None and not self.timeline.cut else 18)

    def lane_of(self, step: Step) -> _Lane:
        return self.callback_lane if step.task is None else self.task_lanes[step.task]

    # ------------------------------------------------------------------ all

    def svg(self, *, standalone: bool = False) -> str:
        for task in self.tasks:
            self.draw_task(task)
        callbacks = self.steps_of.get(None, [])
        for number, step in enumerate(callbacks):
            last = number + 1 == len(callbacks)
            following = None if last else self.scale.at(callbacks[number + 1].start.order)
            self.draw_callback(step, following)
        for job in self.jobs:
            self.draw_job(job)
        self.draw_cancellations()
        self.draw_prints()
        name = self.identity
        row, row_width = signs.key_row(self.timeline, name, self.height) if standalone else ("", 0)
        height = self.height + (26 if row else 0)
        width = max(self.scale.width, row_width)
        roomy = " tl-roomy" if standalone and width >= WIDE else ""
        size = f'width="{width:g}" height="{height}"'
        inner = ""
        if standalone:
            inner = f'<svg x="{MARGIN:g}" {size}>'
            outer = f"{width + MARGIN:g}"
            size = (
                f'viewBox="0 0 {outer} {height}" xmlns="http://www.w3.org/2000/svg"'
                f' width="{outer}" height="{height}"'
            )
        title = f"Timeline of {self.timeline.program}"
        lanes = [*self.task_lanes.values(), self.callback_lane, *self.job_lanes.values()]
        return "\n".join(
            [
                f'<svg class="tl{roomy}" data-axis="{self.scale.axis}" {size}'
                f' role="img" aria-labelledby="{name}-title {name}-desc">',
                f'<title id="{name}-title">{escaped(title)}</title>'
                f'<desc id="{name}-desc">{escaped(words.summary(self.timeline))}</desc>',
                *([f"<style>{style()}</style>"] if standalone else []),
                inner,
                self.definitions(),
                *self.ground(),
                *self.drawn_arrows(),
                *(self.drawn_lane(lane) for lane in lanes if lane.shapes or lane.attribute),
                *self.bubbles,
                f'<g class="tl-names">{"".join(self.labels)}</g>',
                *self.notes(),
                row,
                "</svg>" * (1 + bool(inner)),
            ]
        )

    def definitions(self) -> str:
        """Shapes, the dots of "ready" and the heads of arrows, under ids of this drawing."""
        lanes = [*self.task_lanes.values(), *self.job_lanes.values()]
        if None in self.steps_of:
            lanes.append(self.callback_lane)
        return signs.definitions(self.identity, dict.fromkeys(lane.mark.shape for lane in lanes))

    def ground(self) -> Iterator[str]:
        """Spans in which nothing ran, and the ticks."""
        percent = self.scale.percent
        for start, end in self.scale.idle:
            yield (
                f'<rect class="tl-idle" x="{percent(start)}" y="{AXIS - 4}"'
                f' width="{percent(end - start)}" height="{self.height - AXIS + 4}"/>'
            )
        bottom = self.height
        for place, text in self.scale.ticks:
            x = percent(place)
            yield (
                f'<line class="tl-tick" x1="{x}" x2="{x}" y1="{AXIS - 6}" y2="{bottom}"/>'
                f'<text class="tl-time" x="{x}" y="12">{text}</text>'
            )

    def drawn_arrows(self) -> Iterator[str]:
        for kind, arrows in self.arrows.items():
            if arrows:
                end = f'marker-end="url(#{self.identity}-{kind})"'
                yield f'<g class="tl-arrows tl-{kind}" {end}>{"".join(arrows)}</g>'

    def drawn_lane(self, lane: _Lane) -> str:
        return (
            f'<g class="tl-{lane.mark.colour}"{lane.attribute}>{"".join(lane.shapes)}'
            f"{''.join(lane.texts)}</g>"
        )

    def notes(self) -> Iterator[str]:
        """What is not in the drawing."""
        said: list[str] = []
        if self.scale.last is not None:
            said.append(
                f"The first {self.scale.steps:,} of {len(self.timeline.steps):,} steps are drawn."
            )
        if self.timeline.cut:
            said.append("The recording was cut: it had too many events.")
        if said:
            yield f'<text class="tl-note" x="10" y="{self.height - 5}">{" ".join(said)}</text>'

    # --------------------------------------------------------------- a task

    def draw_task(self, task: Task) -> None:
        lane = self.task_lanes[task.id]
        steps = self.steps_of.get(task.id, [])
        at = self.scale.at
        created = at(task.created.order)
        self.name(lane, created)
        if task.parent is not None and task.parent in self.task_lanes:
            source = self.task_lanes[task.parent]
            self.arrow("made", created, source, lane, task.created.order)
        first = at(steps[0].start.order) if steps else self.end_of(task)
        self.ready(lane, created, first)
        for number, step in enumerate(steps):
            self.block(lane, step)
            following = steps[number + 1] if number + 1 < len(steps) else None
            if step.wait is not None:
                self.wait(lane, step, following, task)
        self.ending(lane, task)

    def end_of(self, task: Task) -> float:
        """Where the lane of a task ends."""
        if task.ended is None or task.outcome == "pending":
            return self.scale.at(self.timeline.end.order)
        steps = self.steps_of.get(task.id)
        if steps and steps[-1].outcome:
            return self.scale.at(steps[-1].end.order)
        return self.scale.at(task.ended.order)

    def wait(self, lane: _Lane, step: Step, following: Step | None, task: Task) -> None:
        """From where a task suspended to where it was woken, and from there to where it ran."""
        assert step.wait is not None
        start = self.scale.at(step.end.order)
        if following is None:
            self.waiting(lane, step, start, self.end_of(task))
            return
        run = self.scale.at(following.start.order)
        woken = run
        cause = following.cause
        until = step.wait.until
        if step.wait.what == "sleep(0)":
            woken = start
        elif cause.kind == "timer" and until is not None:
            if following.start.time - until > LATE:  # time was up, and the loop was busy
                woken = min(max(start, self.scale.at_time(until)), run)
        elif asked := self.request_that_woke(task, step, following):
            woken = self.scale.at(asked.at.order)
        elif cause.kind == "step" and cause.index is not None and cause.index < self.scale.steps:
            other = self.timeline.steps[cause.index]
            if other.end.order > step.end.order:
                woken = max(start, self.scale.at(other.end.order))
                source = self.lane_of(other)
                if source is not lane:
                    self.arrow("woke", woken, source, lane, following.start.order)
        elif cause.kind == "job" and cause.index is not None:
            job = self.timeline.jobs[cause.index]
            if job.end is not None and step.end.order < job.end.order < following.start.order:
                woken = self.scale.at(job.end.order)
                source = self.job_lanes[job.kind, job.lane]
                self.arrow("woke", woken, source, lane, following.start.order)
        self.waiting(lane, step, start, woken)
        self.ready(lane, woken, run)

    def request_that_woke(self, task: Task, step: Step, following: Step) -> Cancellation | None:
        """What of asyncio asked the waiting task to cancel, after the step that led to that."""
        for asked in self.requests_of.get(task.id, ()):
            between = step.end.order < asked.at.order < following.start.order
            if between and asked.through is not None and asked.cause == following.cause:
                return asked
        return None

    def waiting(self, lane: _Lane, step: Step, start: float, end: float) -> None:
        """A dashed frame, and in it what the task waits for if there is room."""
        assert step.wait is not None
        if end - start < 1:
            return
        percent = self.scale.percent
        top, height = lane.top + self.heights.name, self.heights.band
        lane.shapes.append(
            f'<rect class="tl-wait" x="{percent(start)}" y="{top + 2}"'
            f' width="{percent(end - start)}" height="{height - 4}"/>'
        )
        texts = words.brief_waiting(step.wait, self.names, self.timeline.jobs, self.digits)
        self.write(lane, "tl-for", start, 5, end - start, texts)

    def write(
        self, lane: _Lane, css: str, start: float, shift: float, room: float, texts: list[str]
    ) -> None:
        """On the band, from `shift` px right of `start`, the first of the texts that fits there:
        one for the least width, and one that is shown where the drawing is wide (`WIDE`).
        """
        narrow = _first_that_fits(texts, room - shift - 4)
        wide = _first_that_fits(texts, room * self.stretch - shift - 4)
        both = [("", narrow)] if narrow == wide else [(" tl-narrow", narrow), (" tl-wide", wide)]
        y = lane.top + self.heights.name + self.heights.band // 2 + 4
        place = f'x="{self.scale.percent(start)}" dx="{shift:g}" y="{y}"'
        lane.texts += (
            f'<text class="{css}{where}" {place}>{escaped(text)}</text>'
            for where, text in both
            if text
        )

    def ready(self, lane: _Lane, start: float, end: float) -> None:
        """Dots while the task could run and something else does."""
        if end - start < 3:
            return
        top, height = lane.top + self.heights.name, self.heights.band
        lane.shapes.append(
            f'<rect class="tl-ready" fill="url(#{self.identity}-dots)"'
            f' x="{self.scale.percent(start)}" y="{top + height // 2 - 4}"'
            f' width="{self.scale.percent(end - start)}" height="8"/>'
        )

    def block(self, lane: _Lane, step: Step) -> None:
        """A running step: solid, with the mark of its task."""
        start, end = self.scale.at(step.start.order), self.scale.at(step.end.order)
        if start - lane.named_at >= AGAIN:
            self.name(lane, start)
        top, height = lane.top + self.heights.name, self.heights.band
        x = self.scale.percent(start)
        lane.shapes.append(
            f'<rect class="tl-run" data-step="{step.index}" x="{x}" y="{top}"'
            f' width="{self.scale.percent(end - start)}" height="{height}"/>'
        )
        middle = 10 if self.heights is ROOMY else 7
        if self.scale.axis == "order":
            lane.shapes.append(self.use(lane.mark.shape, x, top + height / 2, "tl-in", middle))
        took = step.end.time - step.start.time
        if took >= BLOCKS:
            text = words.short_seconds(took, 1 if took >= 0.1 else 2)
            self.write(lane, "tl-took", start, 18, end - start, [text])

    def use(self, shape: str, x: str, y: float, css: str, shift: float) -> str:
        """A mark whose middle is `shift` px right of `x`, at the height `y`."""
        return (
            f'<use href="#{self.identity}-{shape}" class="{css}" x="{x}" y="{y:g}"'
            + (f' transform="translate({shift:g})"' if shift else "")
            + "/>"
        )

    def name(self, lane: _Lane, start: float) -> None:
        """The mark and the name of a lane, where it begins or begins again."""
        lane.named_at = start
        name = _shortened(lane.name)
        length = len(name) * NAME_WIDTH + 20
        # A lane that begins near the right edge says its name to the left of that.
        place = max(min(start, self.scale.width - length - 2), 2.0)
        x, y = self.scale.percent(place), lane.top + self.heights.name - 5
        self.labels.append(
            f'<g class="tl-{lane.mark.colour}">'
            + self.use(lane.mark.shape, x, y - 4, "tl-mark", 9)
            + f'<text class="tl-name" x="{x}" dx="18" y="{y}">{escaped(name)}</text></g>'
        )

    def ending(self, lane: _Lane, task: Task) -> None:
        """The sign of how it ended, and in words if that is no plain result."""
        if task.ended is not None and not self.scale.drawn(task.ended.order):
            return
        if self.scale.last is not None and task.outcome == "pending":
            return
        text = {
            "cancelled": "cancelled",
            "exception": task.value or "failed",
            "destroyed": "destroyed",
            "pending": "still pending",
        }.get(task.outcome, "")
        self.sign(lane, self.end_of(task), task.outcome, text, f' data-task="{task.id}"')

    def sign(self, lane: _Lane, end: float, outcome: Outcome, text: str, attribute: str) -> None:
        middle = lane.top + self.heights.name + self.heights.band / 2
        x = self.scale.percent(end)
        lane.shapes.append(
            f'<svg class="tl-end tl-{outcome}" x="{x}" y="{middle:g}"{attribute}>'
            f"{signs.ENDINGS[outcome]}</svg>"
        )
        if not text:
            return
        room = self.scale.width - end - 22
        for each in dict.fromkeys((text, text.partition("(")[0])):
            if len(each) * TEXT_WIDTH <= room:
                lane.texts.append(
                    f'<text class="tl-how tl-{outcome}" x="{x}" dx="19" y="{middle + 4:g}">'
                    f"{escaped(each)}</text>"
                )
                return
        short = text.partition("(")[0]
        name_end = lane.named_at + len(_shortened(lane.name)) * NAME_WIDTH + 28
        if end + 14 - len(short) * TEXT_WIDTH > name_end:
            lane.texts.append(
                f'<text class="tl-how tl-left tl-{outcome}" x="{x}" dx="15"'
                f' y="{lane.top + self.heights.name - 5}">{escaped(short)}</text>'
            )

    # ----------------------------------------------- callbacks, jobs, the rest

    def draw_callback(self, step: Step, following: float | None) -> None:
        lane = self.callback_lane
        start, end = self.scale.at(step.start.order), self.scale.at(step.end.order)
        if not lane.shapes:
            self.name(lane, start)
        if step.cause.kind == "step" and step.cause.index is not None:
            other = self.timeline.steps[step.cause.index]
            ready = self.scale.at(other.end.order)
            if ready >= self.callback_end and other.end.order < step.start.order:
                self.arrow("woke", ready, self.lane_of(other), lane, step.start.order)
                self.ready(lane, ready, start)
        self.block(lane, step)
        self.callback_end = end
        function = step.callback.rpartition("<locals>.")[2] if step.callback else ""
        room = (following or self.scale.width) - end
        self.write(lane, "tl-for", end, 6, room, [function])

    def draw_job(self, job: Job) -> None:
        lane = self.job_lanes[job.kind, job.lane]
        at, percent = self.scale.at, self.scale.percent
        submitted = at(job.submitted.order)
        top, height = lane.top + self.heights.name, self.heights.band
        begun = job.start is not None and self.scale.drawn(job.start.order)
        start = at(job.start.order) if job.start else submitted
        if not lane.shapes or start - lane.named_at >= AGAIN:
            self.name(lane, submitted)
        if job.task is not None and job.task in self.task_lanes:
            source = self.task_lanes[job.task]
            self.arrow("made", submitted, source, lane, job.submitted.order)
        if submitted >= lane.busy_until:
            self.ready(lane, submitted, start)
        elif start - submitted >= 3:  # it waits above the band, where another job runs
            lane.shapes.append(
                f'<rect class="tl-ready" fill="url(#{self.identity}-dots)"'
                f' x="{percent(submitted)}" y="{top - 4}"'
                f' width="{percent(start - submitted)}" height="4"/>'
            )
        if begun:
            ended = job.end is not None and self.scale.drawn(job.end.order)
            end = at(job.end.order) if job.end and ended else at(self.timeline.end.order)
            lane.busy_until = end
            lane.shapes.append(
                f'<rect class="tl-run tl-job" data-job="{job.index}" x="{percent(start)}"'
                f' y="{top}" width="{percent(end - start)}" height="{height}"/>'
            )
            function = job.function.rpartition("<locals>.")[2]
            self.write(lane, "tl-doing", start, 5, end - start, [function])
            if job.outcome in ("exception", "cancelled"):
                self.sign(lane, end, job.outcome, "", f' data-job="{job.index}"')
        else:
            outcome: Outcome = job.outcome if job.end else "pending"
            end = at(job.end.order) if job.end else submitted
            self.sign(lane, end, outcome, "", f' data-job="{job.index}"')

    def draw_cancellations(self) -> None:
        for asked in self.timeline.cancellations:
            lane = self.task_lanes.get(asked.task)
            if lane is None or not self.scale.drawn(asked.at.order):
                continue
            place = self.scale.at(asked.at.order)
            source = self.lane_that_asks(asked)
            if source is None or source is lane:  # a short one from above
                x = self.scale.percent(place)
                y = lane.top + self.heights.name
                self.arrows["cancel"].append(
                    f'<line data-order="{asked.at.order}" data-task="{asked.task}"'
                    f' x1="{x}" x2="{x}" y1="{y - 12}" y2="{y}"/>'
                )
            else:
                extra = f' data-task="{asked.task}"'
                self.arrow("cancel", place, source, lane, asked.at.order, extra)

    def lane_that_asks(self, asked: Cancellation) -> _Lane | None:
        """The lane of who asks a task to cancel; None: nobody who has one."""
        if asked.owner is not None:
            return self.task_lanes.get(asked.owner)
        if asked.through is not None or asked.cause.index is None:
            return None
        if asked.cause.kind == "job":
            job = self.timeline.jobs[asked.cause.index]
            return self.job_lanes.get((job.kind, job.lane))
        return self.lane_of(self.timeline.steps[asked.cause.index])

    def draw_prints(self) -> None:
        """A bubble below the block that printed, as in a comic."""
        for each in self.timeline.prints:
            if not self.scale.drawn(each.at.order):
                continue
            if each.step is not None:
                lane = self.lane_of(self.timeline.steps[each.step])
            elif each.job is not None:
                job = self.timeline.jobs[each.job]
                lane = self.job_lanes[job.kind, job.lane]
            else:
                continue
            y = lane.top + self.heights.name + self.heights.band
            x = self.scale.percent(self.scale.at(each.at.order))
            error = " tl-bad" if each.stream == "stderr" else ""
            self.bubbles.append(
                f'<svg class="tl-say{error}" x="{x}" y="{y}" data-order="{each.at.order}">'
                f'<path d="{signs.BUBBLE}"/></svg>'
            )

    def arrow(
        self, kind: str, place: float, source: _Lane, target: _Lane, order: int, extra: str = ""
    ) -> None:
        """Straight from the band of one lane to that of another."""
        x = self.scale.percent(place)
        name, band = self.heights.name, self.heights.band
        if target.top > source.top:
            y1, y2 = source.top + name + band, target.top + name
        else:
            y1, y2 = source.top + name, target.top + name + band
        self.arrows[kind].append(
            f'<line data-order="{order}"{extra} x1="{x}" x2="{x}" y1="{y1}" y2="{y2}"/>'
        )


def _first_that_fits(texts: list[str], room: float) -> str:
    return next((text for text in texts if len(text) * TEXT_WIDTH <= room), "")


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
