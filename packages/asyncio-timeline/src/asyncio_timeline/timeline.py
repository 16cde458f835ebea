"""What happened in one run of an asyncio program, as data. JSON in and out.

A timeline is a handful of tables. Every record says when it happened as a `Moment`: its place in
the order of everything that was recorded, and its time. Order is exact; time is measured, or read
from the simulated clock. Lines are those of the program's own code: of its main file, or of `file`,
a path below the program's folder.

A new fact is a field with a default: it is written, read and moved in time like the others, and
timelines that were recorded before it stay as they are.

Standard library only; knows nothing of recorders, drawings and sites.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, partial
from types import UnionType
from typing import Any, Literal, NamedTuple, cast, get_args, get_origin, get_type_hints

FORMAT = "asyncio-timeline/1"

Outcome = Literal["pending", "result", "exception", "cancelled", "destroyed"]
"""How a task ended. `destroyed`: collected as garbage while it was pending."""

LaneKind = Literal["thread", "process", "interpreter"]

Through = Literal["TaskGroup", "timeout", "await", "asyncio.run", "Ctrl-C"]
"""The part of asyncio that asks a task to cancel on the program's behalf."""


class Moment(NamedTuple):
    """A place in the order of events (0, 1, 2 …) and the seconds since the run began."""

    order: int
    time: float


@dataclass(frozen=True)
class Cause:
    """Who made a step ready to run, or asked a task to cancel.

    step     an earlier step (index into `Timeline.steps`): it created the task or finished what
             the task was waiting for, or it asked
    job      a job (index into `Timeline.jobs`) that ended, or did so while it ran
    timer    the clock
    outside  anything else: another thread, a signal, the operating system, `asyncio.run` itself
    """

    kind: Literal["step", "job", "timer", "outside"]
    index: int | None = None


@dataclass(frozen=True)
class Wait:
    """What a task waits for after a step.

    `what` is in the words of asyncio: `sleep`, `sleep(0)`, `task`, `gather`, `Queue.get`,
    `Event.wait`, `executor job`, `future`. `line` and `function` are where the program's own code
    waits. `tasks` are ids, `job` an index, `until` the time in seconds at which a timer ends it.
    """

    what: str
    line: int | None = None
    function: str | None = None
    tasks: tuple[int, ...] = ()
    job: int | None = None
    until: float | None = None
    file: str | None = None


@dataclass(frozen=True)
class Task:
    """A task: `id` is its index in `Timeline.tasks`, `parent` the id of the task that created it.

    Without a parent, `creator` is None if `asyncio.run` created it. Otherwise it is the step of a
    callback, the job, or whatever outside did, and `maker` the function of asyncio through which:
    `run_coroutine_threadsafe`, `run_until_complete`, `Runner.run`, `server` for a connection that
    came in; None if the creator called `create_task` itself. `line` is the program's in all this.

    `value` is the repr of the result (unless None) or of the exception, shortened.
    `awaited_by_thread` says that when it ended, a thread was in `result()` or `exception()` of the
    future that `run_coroutine_threadsafe` returned.
    """

    id: int
    name: str
    coroutine: str
    parent: int | None
    line: int | None
    created: Moment
    ended: Moment | None
    outcome: Outcome
    value: str | None = None
    eager: bool = False
    awaited_by_thread: bool = False
    creator: Cause | None = None
    maker: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Step:
    """What the loop ran in one go: from where a task was resumed to where it suspended or ended.

    Either `task` (an id) or `callback` (the name of a function that the loop called) is set. A
    callback is a function of the program; or one of a library that blocked the loop, or in which
    the program's code ran or printed. `cause` is who made the step ready. Then one of: `wait`,
    where the task suspended; `outcome`, how the task ended in this step, or that a callback failed.
    """

    index: int
    task: int | None
    callback: str | None
    start: Moment
    end: Moment
    cause: Cause
    wait: Wait | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Job:
    """A call that an executor or a thread ran beside the loop. `lane` names who ran it.

    `task` submitted it at `line`. `start` is None if it never ran, `end` if it was still running.
    """

    index: int
    kind: LaneKind
    function: str
    task: int | None
    line: int | None
    submitted: Moment
    lane: str | None = None
    start: Moment | None = None
    end: Moment | None = None
    outcome: Outcome = "pending"
    file: str | None = None


@dataclass(frozen=True)
class Print:
    """A line that the program printed, without its end. `line` is that of the call, if known.

    What several have written together is a line of several prints: all but the last of them say
    that it `goes_on` in the next one on the same stream.

    `step` (an index) or `job` (an index) printed it; neither: code outside of the loop.
    """

    at: Moment
    text: str
    stream: Literal["stdout", "stderr"] = "stdout"
    line: int | None = None
    step: int | None = None
    job: int | None = None
    goes_on: bool = False
    file: str | None = None


@dataclass(frozen=True)
class Cancellation:
    """`task` (an id) was asked to cancel, by `cause` itself if `through` is None.

    Otherwise asyncio asked, and `cause` is what it did so after or because of:
    TaskGroup    the group that the task `owner` (an id) entered, as the step of a child failed, as
                 the owner's own step left the group with an exception, or as a step cancelled it
    timeout      the `asyncio.timeout` that `owner` entered, or its `wait_for`
    await        `owner`, itself asked to cancel, passes that on to the task that it waits for
    asyncio.run  at its end, whatever task is left
    Ctrl-C       the first one

    `line` is where the program made the group or entered the timeout.
    """

    at: Moment
    task: int
    cause: Cause = Cause("outside")
    through: Through | None = None
    owner: int | None = None
    line: int | None = None
    file: str | None = None


@dataclass(frozen=True)
class Line:
    """A line of the program that ran, in `step` or `job` (indices), or outside of both."""

    at: Moment
    line: int
    step: int | None = None
    job: int | None = None
    file: str | None = None


@dataclass(frozen=True)
class Source:
    """The text of a file of the program; `file` as in `Line`."""

    text: str
    file: str | None = None


@dataclass(frozen=True)
class Timeline:
    """One run. `python` is a version such as `"3.14"`; `cut` says that events were left out.

    The exit `status` and the `sources`, the program's text, are there if the command wrote it.
    """

    program: str
    python: str
    simulated: bool
    end: Moment
    tasks: tuple[Task, ...] = ()
    steps: tuple[Step, ...] = ()
    jobs: tuple[Job, ...] = ()
    prints: tuple[Print, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    lines: tuple[Line, ...] = ()
    cut: bool = False
    status: int = 0
    sources: tuple[Source, ...] = ()


def file_names(timeline: Timeline) -> set[str]:
    """The files of the program, besides the main one, that the timeline speaks of."""
    waits = (step.wait for step in timeline.steps if step.wait is not None)
    names = {
        *(each.file for each in timeline.tasks),
        *(each.file for each in waits),
        *(each.file for each in timeline.jobs),
        *(each.file for each in timeline.prints),
        *(each.file for each in timeline.cancellations),
        *(each.file for each in timeline.lines),
    }
    return {each for each in names if each is not None}


# ------------------------------------------------------------------------------- JSON


def _tables() -> dict[str, type]:
    """The fields of `Timeline` that are tuples of records, in their order."""
    return {
        name: get_args(hint)[0]
        for name, hint in get_type_hints(Timeline).items()
        if get_origin(hint) is tuple
    }


TABLES: dict[str, type] = _tables()
"""The tables of a timeline, and what each holds. What has to know them all asks here."""


def to_data(timeline: Timeline) -> dict[str, Any]:
    """The timeline as plain data for JSON; what has its default value is left out."""
    return {"format": FORMAT, **_record(timeline)}


def to_json(timeline: Timeline) -> str:
    """The timeline as JSON, one record a line. The same timeline gives the same text."""
    rows: list[str] = []
    for name, value in to_data(timeline).items():
        if name in TABLES:
            records = ",\n  ".join(json.dumps(record, ensure_ascii=False) for record in value)
            rows.append(f' "{name}": [\n  {records}\n ]')
        else:
            rows.append(f' "{name}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def from_data(data: Any) -> Timeline:
    """The timeline that `to_data` gave. Raises `ValueError` for anything else."""
    if not isinstance(data, dict) or cast("dict[str, Any]", data).get("format") != FORMAT:
        raise ValueError(f'not a timeline: expected "format": "{FORMAT}"')
    given = cast("dict[str, Any]", data)
    try:
        values: dict[str, Any] = {
            name: tuple(_read(TABLES[name], record) for record in value)
            if name in TABLES
            else value
            for name, value in given.items()
            if name != "format"
        }
        values["end"] = Moment(*values["end"])
        return Timeline(**values)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a timeline: {error}") from error


def from_json(text: str) -> Timeline:
    """The timeline that `to_json` wrote. Raises `ValueError` for anything else."""
    return from_data(json.loads(text))


def _record(value: Any) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for fact in fields(value):
        content = getattr(value, fact.name)
        if content == fact.default:
            continue
        record[fact.name] = _plain(content)
    return record


def _plain(content: Any) -> Any:
    if isinstance(content, Moment):
        return [content.order, content.time]
    if isinstance(content, Cause):
        return [content.kind] if content.index is None else [content.kind, content.index]
    if isinstance(content, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", content)]
    if is_dataclass(content):
        return _record(content)
    return content


def _read(kind: type, record: dict[str, Any]) -> Any:
    readers = _readers(kind)
    return kind(
        **{
            name: content if content is None or name not in readers else readers[name](content)
            for name, content in record.items()
        }
    )


@cache
def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    """What makes of JSON the fields of a record that are no plain text or numbers."""
    readers: dict[str, Callable[[Any], Any]] = {}
    for name, hint in get_type_hints(kind).items():
        # Of `Moment | None` it is the first that matters: None is written as it is.
        (content, *_) = get_args(hint) if get_origin(hint) is UnionType else (hint,)
        if content in (Moment, Cause):
            readers[name] = partial(_unpacked, content)
        elif get_origin(content) is tuple:
            readers[name] = tuple
        elif isinstance(content, type) and is_dataclass(content):
            readers[name] = partial(_read, content)
    return readers


def _unpacked(kind: type, content: list[Any]) -> Any:
    return kind(*content)


# -------------------------------------------------------------------------- comparing


@dataclass(frozen=True)
class Structure:
    """What two real runs of the same program share: no times, no order between lanes."""

    tasks: tuple[tuple[Any, ...], ...] = field(default=())
    steps: tuple[tuple[Any, ...], ...] = field(default=())
    jobs: tuple[tuple[Any, ...], ...] = field(default=())
    prints: tuple[tuple[Any, ...], ...] = field(default=())
    cancellations: tuple[tuple[Any, ...], ...] = field(default=())


def structure(timeline: Timeline) -> Structure:
    """Order of steps, lanes, lines and outcomes, for comparing real runs, whose times differ.

    Prints are compared lane by lane: how a thread's prints interleave with the loop's is checked
    by the transcript. Lanes count in the order of their first job, as their names hold pids.
    """
    lanes: dict[str | None, int] = {None: -1}
    for job in timeline.jobs:
        lanes.setdefault(job.lane, len(lanes) - 1)
    return Structure(
        tasks=tuple((t.name, t.coroutine, t.parent, t.line, t.outcome) for t in timeline.tasks),
        steps=tuple(
            (
                step.task,
                step.callback,
                step.outcome,
                step.wait and (step.wait.what, step.wait.line, step.wait.tasks, step.wait.job),
            )
            for step in timeline.steps
        ),
        jobs=tuple(
            (job.kind, job.function, job.task, job.line, lanes[job.lane], job.outcome)
            for job in timeline.jobs
        ),
        prints=tuple(
            sorted(
                (
                    (-1 if each.job is None else each.job, each.stream, each.line, each.text)
                    for each in timeline.prints
                ),
                key=lambda row: row[0],
            )
        ),
        cancellations=tuple(
            (c.task, c.cause, c.through, c.owner, c.line) for c in timeline.cancellations
        ),
    )
