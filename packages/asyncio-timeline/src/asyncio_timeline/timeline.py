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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from itertools import pairwise
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

FORMAT = "asyncio-timeline/1"

LARGEST = 10**12
"""No number of an event, a line or seconds in a timeline is larger."""

LONGEST = 60
"""Characters of what is wrong that an error quotes."""

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


class NotATimeline(ValueError):
    """Says where in the data what is wrong, and what was expected."""

    def __init__(self, where: str, wrong: str) -> None:
        super().__init__(
            f"not a timeline: {where}: {wrong}" if where else f"not a timeline: {wrong}"
        )


def from_data(data: Any) -> Timeline:
    """The timeline that `to_data` gave. Raises `NotATimeline` for anything else.

    What it returns is whole: each index leads to a row, and no time runs backwards.
    """
    if not isinstance(data, dict) or cast("dict[str, Any]", data).get("format") != FORMAT:
        raise NotATimeline("", f'expected "format": "{FORMAT}"')
    given = {**cast("dict[str, Any]", data)}
    del given["format"]
    timeline = cast("Timeline", _record_reader(Timeline)(given, ""))
    _check(timeline)
    return timeline


def from_json(text: str) -> Timeline:
    """The timeline that `to_json` wrote. Raises `NotATimeline` for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotATimeline("", f"it is no JSON: {error}") from error
    return from_data(data)


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


# ---------------------------------------------------------------------------- reading

_Reader = Callable[[Any, str], Any]
"""Makes a value of JSON what a field holds. Is told where it stands, for its errors."""


@cache
def _record_reader(kind: type) -> _Reader:
    """Reads the record of a table from its object."""
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    needed = [
        each.name
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    ]

    def read(content: Any, where: str) -> Any:
        if not isinstance(content, dict):
            raise NotATimeline(where, f"expected an object, not {_shown(content)}")
        record = cast("dict[str, Any]", content)
        for name in record:
            if name not in readers:
                raise NotATimeline(where, f"there is no field {_shown(name)}")
        for name in needed:
            # What has its default value is left out; a field without a default is always there.
            if name not in record:
                raise NotATimeline(where, f'the field "{name}" is missing')
        inside = f"{where}." if where else ""
        return kind(**{n: readers[n](value, inside + n) for n, value in record.items()})

    return read


def _reader(hint: Any) -> _Reader:
    """Reads what a field with this type holds."""
    if get_origin(hint) in (Union, UnionType):
        (content, *_) = get_args(hint)  # of `Moment | None` the first: None is written as it is
        inner = _reader(content)
        return lambda value, where: None if value is None else inner(value, where)
    if get_origin(hint) is tuple:
        row = _reader(get_args(hint)[0])

        def read_rows(value: Any, where: str) -> tuple[Any, ...]:
            rows = enumerate(_list(value, where, "a list"))
            return tuple(row(each, f"{where}[{index}]") for index, each in rows)

        return read_rows
    if get_origin(hint) is Literal:
        words = get_args(hint)

        def read_word(value: Any, where: str) -> Any:
            if not isinstance(value, str) or value not in words:
                raise NotATimeline(where, f"expected {_either(words)}, not {_shown(value)}")
            return value

        return read_word
    if hint in _OTHERS:
        return _OTHERS[hint]
    return _record_reader(hint)


def _number(value: Any, where: str) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise NotATimeline(where, f"expected a whole number from 0 on, not {_shown(value)}")
    return value


def _seconds(value: Any, where: str) -> float:
    if type(value) not in (int, float) or not -LARGEST <= value <= LARGEST:
        raise NotATimeline(where, f"expected a number of seconds, not {_shown(value)}")
    return cast("float", value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise NotATimeline(where, f"expected a text, not {_shown(value)}")
    return value


def _truth(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise NotATimeline(where, f"expected true or false, not {_shown(value)}")
    return value


def _list(value: Any, where: str, expected: str, *sizes: int) -> list[Any]:
    """A list of one of these sizes, or of any."""
    items = cast("list[Any]", value)
    if not isinstance(value, list) or (sizes and len(items) not in sizes):
        raise NotATimeline(where, f"expected {expected}, not {_shown(items)}")
    return items


def _moment(value: Any, where: str) -> Moment:
    order, time = _list(value, where, "[order, seconds]", 2)
    return Moment(_number(order, where), _seconds(time, where))


def _cause(value: Any, where: str) -> Cause:
    kind, *index = _list(value, where, "[kind] or [kind, index]", 1, 2)
    kind = _KINDS(kind, where)
    if (kind in ("step", "job")) != bool(index):
        needs = "has no" if index else "needs an"
        raise NotATimeline(where, f"the cause “{kind}” {needs} index")
    return Cause(kind, *(_number(each, where) for each in index))


_KINDS = _reader(get_type_hints(Cause)["kind"])
_OTHERS: dict[Any, _Reader] = {
    int: _number,
    float: _seconds,
    str: _text,
    bool: _truth,
    Moment: _moment,
    Cause: _cause,
}


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _either(words: Iterable[str]) -> str:
    *others, last = (f'"{word}"' for word in words)
    return f"{', '.join(others)} or {last}"


# --------------------------------------------------------------------------- checking


def _check(timeline: Timeline) -> None:
    """Raise `NotATimeline` if a row refers to none, or something happens before it can."""
    moments = [("end", timeline.end)]
    sizes = {name: len(getattr(timeline, name)) for name in TABLES}
    for table in TABLES:
        before = Moment(0, -LARGEST)
        for index, row in enumerate(getattr(timeline, table)):
            where = f"{table}[{index}]"
            for name, refers_to, number in _references(row):
                if number >= sizes[refers_to]:
                    size = sizes[refers_to]
                    wrong = f"there is no {refers_to}[{number}]: {refers_to} has {size}"
                    raise NotATimeline(f"{where}.{name}", wrong)
            own = getattr(row, "id", getattr(row, "index", index))
            if own != index:
                raise NotATimeline(where, f"its number is {own}, but its place is {index}")
            its = [
                (f"{where}.{each.name}", moment)
                for each in fields(row)
                if isinstance(moment := getattr(row, each.name), Moment)
            ]
            for (name, at), (later, then) in pairwise(its):
                if then < at:
                    raise NotATimeline(later, f"it is before {name}")
            if not its:
                continue
            if table != "jobs" and its[0][1] < before:
                raise NotATimeline(its[0][0], f"it is before that of {table}[{index - 1}]")
            before = its[0][1]
            moments += its
    _check_steps(timeline)
    _check_time(timeline.end, moments)


def _references(row: Any) -> Iterator[tuple[str, str, int]]:
    """Each field that refers to a row, the table of that, and its index there."""
    for each in fields(row):
        value: Any = getattr(row, each.name)
        if isinstance(value, Cause):
            if value.index is not None:
                yield each.name, f"{value.kind}s", value.index
        elif isinstance(value, Wait):
            for name, table, number in _references(value):
                yield f"{each.name}.{name}", table, number
        elif isinstance(row, Wait) and each.name == "tasks":
            for number in row.tasks:
                yield each.name, "tasks", number
        elif each.name in _REFERS_TO and value is not None:
            yield each.name, _REFERS_TO[each.name], value


_REFERS_TO = {"task": "tasks", "parent": "tasks", "owner": "tasks", "step": "steps", "job": "jobs"}


def _check_steps(timeline: Timeline) -> None:
    for step in timeline.steps:
        where = f"steps[{step.index}]"
        if (step.task is None) == (step.callback is None):
            raise NotATimeline(where, "expected either a task or a callback")
        if step.wait is not None and (step.task is None or step.outcome is not None):
            raise NotATimeline(f"{where}.wait", "what has ended, and a callback, waits for nothing")
    for task in timeline.tasks:
        if task.parent is not None and task.parent >= task.id:
            where = f"tasks[{task.id}].parent"
            raise NotATimeline(where, "a task is created by one that is older")
        if (task.ended is None) != (task.outcome == "pending"):
            where = f"tasks[{task.id}].ended"
            raise NotATimeline(where, f"it does not fit the outcome “{task.outcome}”")


def _check_time(end: Moment, moments: Iterable[tuple[str, Moment]]) -> None:
    """Order and time go the same way, up to the end."""
    earlier = Moment(0, -LARGEST)
    for where, moment in sorted(moments, key=lambda each: each[1]):
        if moment.order > end.order:
            raise NotATimeline(where, f"it comes after the end, which is number {end.order}")
        if moment.time < earlier.time:
            raise NotATimeline(where, f"at {moment.time} s it is before number {earlier.order}")
        earlier = moment


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
