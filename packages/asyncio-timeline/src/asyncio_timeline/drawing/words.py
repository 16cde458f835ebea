"""A story in words: one short sentence for each moment. In: a `Story`. Out: rows, a description.

A row reads as a sentence: its time, `who`, `what`, and the line of the program, if one is known.
The words are those of asyncio; lines and names are those of the program. Nothing here is HTML.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from asyncio_timeline.drawing.blocking import Block, Spot
from asyncio_timeline.drawing.lanes import LANES
from asyncio_timeline.drawing.story import Story, ThreadWait, Wake, short_name
from asyncio_timeline.timeline import (
    Cancellation,
    Job,
    Line,
    Moment,
    Outcome,
    Print,
    Step,
    Task,
    Through,
    Wait,
)

PROGRAM = "the program"
"""Who acts outside of the loop: the script itself, and `asyncio.run`."""

LONGEST_QUOTE = 80
"""How many characters of a printed line or of a value a row quotes."""


@dataclass(frozen=True)
class Row:
    """What happened at one moment.

    `task`, `step` and `job` are indices into the tables of the timeline; `printed` is how many of
    `Timeline.prints` have come out once this has happened. A row `between` events tells of a time
    at which none was recorded; the place in the order is that of the last event before.
    """

    at: Moment
    who: str
    what: str
    line: int | None = None
    file: str | None = None
    task: int | None = None
    step: int | None = None
    job: int | None = None
    printed: int = 0
    between: bool = False

    @property
    def sentence(self) -> str:
        """`0.100 s: tweet sleeps until 0.300 s (line 12)`."""
        place = "" if self.line is None else f" ({place_of(self.line, self.file)})"
        return f"{seconds(self.at.time)}: {self.who} {self.what}{place}"


def rows(story: Story) -> list[Row]:
    """Every moment in order. Each step has a row where it starts and one where it ends."""
    in_order = sorted(
        [
            *_of_tasks(story),
            *_of_steps(story),
            *_of_blocks(story),
            *_of_late_timers(story),
            *_of_jobs(story),
            *_of_threads_that_wait(story),
            *_of_prints(story),
            *_of_cancellations(story),
            _of_the_end(story),
        ],
        key=lambda row: row.at,
    )
    prints = [line.at.order for line in story.timeline.prints]
    return [replace(row, printed=bisect_right(prints, row.at.order)) for row in in_order]


def description(story: Story) -> str:
    """The run in one sentence, for those who do not see the drawing."""
    timeline = story.timeline
    clock = " of simulated time" if timeline.simulated else ""
    parts = [
        f"{_count(len(timeline.tasks), 'task')} in {_count(len(timeline.steps), 'step')} "
        f"and {seconds(timeline.end.time)}{clock}"
    ]
    for kind, lane in LANES.items():
        jobs = sum(job.kind == kind for job in timeline.jobs)
        if jobs:
            parts.append(f"{_count(jobs, 'call')} in {lane.words.many}")
    for outcome, how in _HOW_TASKS_ENDED.items():
        whom = [story.names[task.id] for task in timeline.tasks if task.outcome == outcome]
        if whom and not (timeline.cut and outcome == "pending"):
            parts.append(f"{joined(whom)} {how}")
    if timeline.cut:
        parts.append("the recording was cut, and how the run went on is not known")
    return "; ".join(parts) + "."


_HOW_TASKS_ENDED: dict[Outcome, str] = {
    "exception": "failed",
    "cancelled": "cancelled",
    "destroyed": "destroyed before the end",
    "pending": "never finished",
}
"""What the description says of tasks that did not return."""


# ---------------------------------------------------------------------- parts of sentences


def seconds(time: float) -> str:
    """A time in the words of a row: always milliseconds, so that times line up."""
    return f"{time:.3f} s"


def short_seconds(time: float, digits: int = 3) -> str:
    """A time where space is short: `0.3 s`, without zeros that say nothing."""
    return (f"{time:.{digits}f}".rstrip("0").rstrip(".") or "0") + " s"


def place_of(line: int, file: str | None) -> str:
    """A line in words: only one that is not in the main file says where it is."""
    return f"line {line}" if file is None else f"{file}, line {line}"


def _where(
    record: Task | Wait | Job | Print | Cancellation | Line | Block | ThreadWait | None,
) -> Spot:
    """The line and the file of a record of a timeline or story."""
    return (None, None) if record is None else (record.line, record.file)


def joined(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; more than five are counted."""
    items = list(names)
    if len(items) > 5:
        items = [*items[:3], f"{len(items) - 3} more"]
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def quoted(text: str) -> str:
    """A printed line or a value, shortened."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def runner(story: Story, step: Step) -> str:
    """Who runs in a step: a task, or a function that the loop called."""
    if step.task is None:
        return f"callback {short_name(step.callback or '')}"
    return story.names[step.task]


def _worker(story: Story, job: Job) -> str:
    return story.workers[job.kind, job.lane]


# ------------------------------------------------------------------------------- tasks


def _of_tasks(story: Story) -> Iterator[Row]:
    """Who creates them, and those that end while they do not run."""
    ended_in_a_step = {step.task for step in story.timeline.steps if step.outcome}
    for task in story.timeline.tasks:
        name = story.names[task.id]
        creator = _creator(story, task)
        what = f"creates the task {name}" + (", which starts at once" if task.eager else "")
        yield Row(task.created, creator, what, *_where(task), task=task.parent)
        if task.ended and task.id not in ended_in_a_step and task.outcome != "pending":
            line = story.collected.get(task.id)
            yield Row(task.ended, name, _ending(task, task.outcome), *_where(line), task=task.id)


def _creator(story: Story, task: Task) -> str:
    if task.parent is not None:
        return story.names[task.parent]
    creator = task.creator
    if creator is None:
        return "asyncio.run"
    if creator.kind == "step" and creator.index is not None:
        return runner(story, story.timeline.steps[creator.index])
    if creator.kind == "job" and creator.index is not None:
        return _worker(story, story.timeline.jobs[creator.index])
    return "the server" if task.maker == "server" else task.maker or PROGRAM


def _ending(task: Task, outcome: Outcome) -> str:
    """How a task ends, as the rest of a sentence that begins with its name."""
    value = quoted(task.value) if task.value else ""
    if outcome == "result":
        return "is done" + (f" and returns {value}" if value else "")
    if outcome == "exception":
        return "fails" + (f": {value}" if value else "")
    if outcome == "cancelled":
        return "ends: cancelled"
    if outcome == "destroyed":
        return "is destroyed by the garbage collector before it is done"
    return "is still pending"


# ------------------------------------------------------------------------------- steps


def _of_steps(story: Story) -> Iterator[Row]:
    """How each begins and how it ends."""
    first_lines: dict[int, Line] = {}
    for ran in story.timeline.lines:
        if ran.step is not None:
            first_lines.setdefault(ran.step, ran)
    waits: dict[int, Wait | None] = {}
    asked_before_the_start = {
        request.task: request.at.order for request in reversed(story.timeline.cancellations)
    }
    for step in story.timeline.steps:
        first_line = first_lines.get(step.index)
        if step.task is None:
            yield from _of_a_callback(story, step, first_line)
            continue
        task = story.timeline.tasks[step.task]
        what: str = "starts"
        line: Line | Wait | None = first_line
        if task.id in waits:
            wait = waits[task.id]
            what = _going_on(story, step, wait)
            line = wait
        elif (
            step.outcome == "cancelled"
            and asked_before_the_start.get(task.id, step.start.order) < step.start.order
        ):
            what = "is cancelled before it has started"
        waits[task.id] = step.wait
        yield Row(
            step.start, story.names[task.id], what, *_where(line), task=task.id, step=step.index
        )
        if step.wait is not None:
            what, line = _waiting(story, step.wait), step.wait
        else:
            what, line = _ending(task, step.outcome or "pending"), None
        yield Row(
            step.end, story.names[task.id], what, *_where(line), task=task.id, step=step.index
        )


def _of_a_callback(story: Story, step: Step, line: Line | None) -> Iterator[Row]:
    """A function of the program that the loop called."""
    who = runner(story, step)
    yield Row(step.start, who, "is called by the loop", *_where(line), step=step.index)
    how = "raises an exception" if step.outcome == "exception" else "returns"
    yield Row(step.end, who, how, step=step.index)


def _of_blocks(story: Story) -> Iterator[Row]:
    """Lines during which nothing else on the loop could run."""
    for block in story.blocks:
        step = story.timeline.steps[block.step]
        what = f"blocks the loop for {seconds(block.seconds)}"
        who = runner(story, step)
        yield Row(block.at, who, what, *_where(block), task=step.task, step=step.index)


def _of_late_timers(story: Story) -> Iterator[Row]:
    """Tasks whose time has come while another one has the loop."""
    for index, wake in story.wakes.items():
        task = story.timeline.steps[index].task
        if wake.behind is not None and task is not None:
            holder = runner(story, story.timeline.steps[wake.behind])
            what = f"is due and has to wait: {holder} has the loop"
            yield Row(wake.at, story.names[task], what, task=task, between=True)


def _going_on(story: Story, step: Step, wait: Wait | None) -> str:
    """Why a task goes on after it has waited."""
    wake = story.wakes.get(step.index)
    reason = "" if wake is None else _reason_to_go_on(story, wake, wait)
    late = ""
    if wake is not None and wake.behind is not None:
        late = f" {seconds(step.start.time - wake.at.time)} late"
    return f"goes on{late}: {reason}" if reason else "goes on"


def _reason_to_go_on(story: Story, wake: Wake, wait: Wait | None) -> str:
    if wake.cancelled:
        return "CancelledError is raised where it waits"
    if wake.kind == "turn":
        return "the others have had their turn"
    if wake.kind == "timer":
        if wait is not None and wait.what == "sleep":
            return "its sleep is over"
        return "a timer woke it" if wait is None or wait.until is None else "the time is up"
    who = waker(story, wake)
    if wake.kind == "job" and wake.by is not None:
        kind = story.timeline.jobs[wake.by].kind
        return f"{who} has ended in its {kind}" if wake.ended else f"{who} woke it from its {kind}"
    if wake.kind == "step":
        return f"{who} {'has ended' if wake.ended else 'woke it'}"
    return ""


def waker(story: Story, wake: Wake) -> str:
    """The task, callback or job that woke a step; empty if it was none of them."""
    if wake.kind == "step" and wake.by is not None:
        return runner(story, story.timeline.steps[wake.by])
    if wake.kind == "job" and wake.by is not None:
        return short_name(story.timeline.jobs[wake.by].function)
    return ""


def brief_block(story: Story, step: Step) -> list[str]:
    """How long a step blocks the loop, in ever fewer words; nothing if it does not."""
    mine = [block for block in story.blocks if block.step == step.index]
    if not mine:
        return []
    longest = max(mine, key=lambda block: block.seconds)
    took = short_seconds(longest.seconds, 1 if longest.seconds >= 0.1 else 2)
    at = "" if longest.line is None else f" ({place_of(longest.line, longest.file)})"
    return [f"blocks the loop for {took}{at}", f"blocks the loop for {took}", f"blocks for {took}"]


def _waiting(story: Story, wait: Wait) -> str:
    """What a task waits for, as the rest of a sentence that begins with its name."""
    limit = "" if wait.until is None else f", at most until {seconds(wait.until)}"
    if wait.what == "sleep(0)":
        return "lets the others run: sleep(0)"
    if wait.what == "sleep":
        return "sleeps" + ("" if wait.until is None else f" until {seconds(wait.until)}")
    if wait.job is not None:
        job = story.timeline.jobs[wait.job]
        where = LANES[job.kind].words.some
        return f"waits for {short_name(job.function)} in {where}{limit}"
    tasks = joined(story.names[task] for task in wait.tasks)
    if tasks and wait.what == "task":
        return f"waits for {tasks}{limit}"
    if tasks:
        return f"waits for {tasks} in {wait.what}{limit}"
    article = {"future": "a ", "task": "a ", "executor job": "an "}.get(wait.what, "")
    return f"waits for {article}{wait.what}{limit}"


def brief_waiting(story: Story, wait: Wait) -> list[str]:
    """What a task waits for in ever fewer words: the drawing takes the first that fits."""
    if wait.what == "sleep(0)":
        return []
    if wait.what == "sleep":
        if wait.until is None:
            return ["sleep"]
        until = short_seconds(wait.until, story.digits)
        return [f"sleep until {until}", f"until {until}", f"→ {until}", "sleep"]
    if wait.job is not None:
        job = story.timeline.jobs[wait.job]
        function = short_name(job.function)
        return [
            f"waits for {function} in its {job.kind}",
            f"waits for {function}",
            function,
            "waits",
        ]
    whom = [story.names[task] for task in wait.tasks]
    if whom:
        few = "a task" if len(whom) == 1 else f"{len(whom)} tasks"
        return [f"waits for {joined(whom)}", f"waits for {few}", few, "waits"]
    return [f"waits for {wait.what}", wait.what]


def brief_thread_wait(story: Story, wait: ThreadWait) -> list[str]:
    """What a thread waits for in ever fewer words."""
    task = story.names[wait.task]
    function = short_name(story.timeline.jobs[wait.job].function)
    return [
        f"{function} waits for {task} in result()",
        f"{function} waits for {task}",
        f"waits for {task}",
        f"{function} waits",
        "waits",
    ]


# -------------------------------------------------------------------------------- jobs


def _of_jobs(story: Story) -> Iterator[Row]:
    """Calls in threads, processes and interpreters."""
    for job in story.timeline.jobs:
        who = PROGRAM if job.task is None else story.names[job.task]
        function = short_name(job.function)
        hands = f"hands {function} to {LANES[job.kind].words.some}"
        yield Row(job.submitted, who, hands, *_where(job), task=job.task, job=job.index)
        if job.start is not None:
            yield Row(job.start, _worker(story, job), f"starts {function}", job=job.index)
        if job.end is not None and job.start is None:
            dropped = "is cancelled before anyone starts it"
            yield Row(job.end, function, dropped, job=job.index)
        elif job.end is not None:
            how = {
                "result": f"has done {function}",
                "exception": f"ends {function}, which failed",
            }.get(job.outcome, f"ends {function}")
            yield Row(job.end, _worker(story, job), how, job=job.index)


def _of_threads_that_wait(story: Story) -> Iterator[Row]:
    """Threads in `result()` of a task that they handed to the loop."""
    for wait in story.thread_waits:
        who = _worker(story, story.timeline.jobs[wait.job])
        task = story.names[wait.task]
        what = f"waits for {task} in result()"
        yield Row(wait.start, who, what, *_where(wait), job=wait.job)
        yield Row(wait.end, who, f"goes on: {task} has ended", *_where(wait), job=wait.job)


# ------------------------------------------------------------- prints and cancellations


def _of_prints(story: Story) -> Iterator[Row]:
    """Each line that came out."""
    for line in story.timeline.prints:
        who, task = _printer(story, line)
        verb = "prints" if line.stream == "stdout" else "writes to stderr"
        what = f"{verb} “{quoted(line.text)}”" + (", and the line goes on" if line.goes_on else "")
        yield Row(line.at, who, what, *_where(line), task=task, step=line.step, job=line.job)


def _printer(story: Story, line: Print) -> tuple[str, int | None]:
    """Who printed a line, and the id of the task, if it is one."""
    if line.step is not None:
        step = story.timeline.steps[line.step]
        return runner(story, step), step.task
    if line.job is not None:
        return _worker(story, story.timeline.jobs[line.job]), None
    return PROGRAM, None


_WHO_ASKS: dict[Through, str] = {
    "TaskGroup": "the task group",
    "timeout": "the timeout",
    "asyncio.run": "asyncio.run",
    "Ctrl-C": "Ctrl-C",
}
"""What asks a task to cancel on the program's behalf, as the subject of a sentence."""


def _of_cancellations(story: Story) -> Iterator[Row]:
    """Who asks whom to cancel."""
    for request in story.timeline.cancellations:
        name = story.names[request.task]
        if request.through is None:
            yield _of_a_direct_request(story, request)
        elif request.owner is None:  # asyncio.run, Ctrl-C
            who = _WHO_ASKS[request.through]
            what = f"asks {name} to cancel"
            yield Row(request.at, who, what, *_where(request), task=request.task)
        elif request.through == "await":
            what = f"passes the request on to {name}, which it waits for"
            yield Row(request.at, story.names[request.owner], what, task=request.owner)
        else:
            who = f"{_WHO_ASKS[request.through]} of {story.names[request.owner]}"
            what = f"asks {name} to cancel{_failure_behind(story, request)}"
            yield Row(request.at, who, what, *_where(request), task=request.owner)


def _of_a_direct_request(story: Story, request: Cancellation) -> Row:
    """A step, a job, a timer, or who knows who asks a task to cancel."""
    name, index = story.names[request.task], request.cause.index
    what = f"asks {name} to cancel"
    if request.cause.kind == "job" and index is not None:
        return Row(request.at, _worker(story, story.timeline.jobs[index]), what, job=index)
    if request.cause.kind == "timer":
        return Row(request.at, "a timer", what, task=request.task)
    if request.cause.kind == "outside" or index is None:
        return Row(request.at, name, "is asked to cancel", task=request.task)
    step = story.timeline.steps[index]
    if step.task == request.task:
        what = "asks itself to cancel"
    return Row(request.at, runner(story, step), what, task=step.task, step=index)


def _failure_behind(story: Story, request: Cancellation) -> str:
    """Why a task group cancels a task, if that is because another one failed."""
    cause = request.cause
    if request.through != "TaskGroup" or cause.kind != "step" or cause.index is None:
        return ""
    step = story.timeline.steps[cause.index]
    if step.task is None or step.task == request.owner or step.outcome != "exception":
        return ""
    return f", as {story.names[step.task]} has failed"


def _of_the_end(story: Story) -> Row:
    """The last moment, and what is left."""
    timeline = story.timeline
    left = [story.names[task.id] for task in timeline.tasks if task.outcome == "pending"]
    what = "ends"
    if story.cut is not None:
        what = "goes on; the rest was not recorded"
        return Row(story.cut, PROGRAM, what)
    if left:
        what = f"ends; {joined(left)} {'is' if len(left) == 1 else 'are'} still pending"
    return Row(timeline.end, PROGRAM, what)
