"""The files that a run is written to, by the end of their name. In: a run. Out: text.

    .html                        a page to step through     .json  the data, and the program
    .svg                         the picture alone          .md    the run in words, for a report
    .trace.json, .perfetto.json  for ui.perfetto.dev and chrome://tracing

May import: `page`, `findings`, `drawing`, `timeline` and the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.report import report
from asyncio_timeline.drawing.story import Story, short_name
from asyncio_timeline.findings import findings
from asyncio_timeline.timeline import Source, Timeline, from_json, to_json

SUFFIXES = (".html", ".svg", ".json", ".md")

_TRACES = (".trace.json", ".perfetto.json")
_OURS = '{"otherData": {"recorder": "asyncio-timeline"}'
_TITLE = "# Timeline of "


class CannotWrite(Exception):
    """The file cannot be written, or is none of ours. The message is one sentence."""


@dataclass(frozen=True)
class Recorded:
    """What is written: a timeline, the exit status, and the texts of the program's files."""

    timeline: Timeline
    status: int = 0
    source: str = ""
    sources: Mapping[str, str] = field(default_factory=dict[str, str])


def writer(output: Path) -> Callable[[Recorded], None]:
    """What writes to the file; that it can is found out here, before the program runs.

    Raises `CannotWrite`. A file that exists is replaced if it is empty, or one of these formats.
    """
    draw = _drawer(output)
    target = output.absolute()  # the script may change its working directory
    existed = target.exists()
    try:
        if target.is_file() and not _may_be_replaced(target):
            raise CannotWrite(
                f"{output} exists and is no timeline, so it is not replaced. Next: another name"
            )
        with target.open("ab"):
            pass
        if not existed:
            target.unlink()
    except OSError as error:
        raise CannotWrite(f"cannot write {output}: {error.strerror}") from None

    def write(recorded: Recorded) -> None:
        # A file name that is no UTF-8, as the script may have printed, holds lone surrogates.
        target.write_text(draw(recorded), "utf-8", "backslashreplace", newline="\n")

    return write


def is_recording(file: Path) -> bool:
    """Whether the file is data that `writer` wrote, which can be drawn again."""
    if file.suffix != ".json" or not file.is_file():
        return False
    with file.open("rb") as begins:
        return begins.read(100).startswith(b'{\n "format": "asyncio-timeline/')


def read(file: Path) -> Recorded:
    """What `writer` wrote as `.json`. Raises `CannotWrite` if it is damaged."""
    try:
        timeline = from_json(file.read_text("utf-8"))
    except ValueError as error:
        raise CannotWrite(f"cannot read {file}: {error}") from None
    texts = {each.file: each.text for each in timeline.sources}
    source = texts.pop(None, "")
    others = {file: text for file, text in texts.items() if file is not None}
    return Recorded(replace(timeline, sources=()), timeline.status, source, others)


def _may_be_replaced(target: Path) -> bool:
    """Whether the file is empty, or what this package has written."""
    from asyncio_timeline.page.standalone import TITLE_ENDS

    with target.open("rb") as file:
        begins = file.read(4_000)
    return (
        not begins
        or begins.startswith((b'{\n "format": "asyncio-timeline/', _OURS.encode(), _TITLE.encode()))
        or (begins.lstrip().startswith(b"<svg") and b'class="tl' in begins)
        or TITLE_ENDS.encode() in begins
    )


def _drawer(output: Path) -> Callable[[Recorded], str]:
    if output.name.endswith(_TRACES):
        return trace
    if output.suffix == ".json":
        return data
    if output.suffix == ".md":
        return markdown
    if output.suffix == ".svg":
        from asyncio_timeline.drawing.svg import standalone

        return lambda recorded: standalone(Story(recorded.timeline))
    if output.suffix == ".html":
        from asyncio_timeline.page.standalone import page

        return page
    raise CannotWrite(
        f"cannot write {output}: expected a name that ends in .html, .svg, .json or .md"
    )


def data(recorded: Recorded) -> str:
    """The timeline with the exit status and the program's files, from which all else is drawn."""
    main = [Source(recorded.source)] if recorded.source else []
    others = (Source(text, file) for file, text in recorded.sources.items())
    whole = replace(recorded.timeline, status=recorded.status, sources=(*main, *others))
    return to_json(whole)


# ----------------------------------------------------------------------------- Markdown


def markdown(recorded: Recorded) -> str:
    """The run in words: what was found, the code, the output, and each moment as a sentence."""
    timeline = recorded.timeline
    story = Story(timeline)
    found = [
        f"* {words.seconds(each.at.time)}: {each.what}"
        + ("" if each.line is None else f" ({words.place_of(each.line, each.file)})")
        for each in findings(timeline)
    ]
    files = [(timeline.program, recorded.source)] if recorded.source else []
    parts = [
        f"{_TITLE}{timeline.program}",
        _fenced("text", report(timeline).replace("asyncio_timeline: ", "")),
        "## Slow or wrong",
        "\n".join(found) or "Nothing.",
    ]
    for name, text in [*files, *recorded.sources.items()]:
        parts += [f"## {name}", _fenced("python", _numbered(text))]
    said = "\n".join(each.text for each in timeline.prints)
    parts += ["## Output", _fenced("text", said)] if said else []
    sentences = "\n".join(row.sentence for row in words.rows(story))
    parts += ["## The run, moment by moment", _fenced("text", sentences)]
    return "\n\n".join(parts) + "\n"


def _numbered(text: str) -> str:
    return "\n".join(f"{number:4} {line}" for number, line in enumerate(text.splitlines(), 1))


def _fenced(language: str, text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


# ------------------------------------------------------------------------ Chrome, Perfetto


def trace(recorded: Recorded) -> str:
    """The Trace Event Format of Chrome, which Perfetto reads: a track a task and thread."""
    events = ",\n".join(json.dumps(each) for each in _events(Story(recorded.timeline)))
    return f'{_OURS}, "traceEvents": [\n{events}\n]}}\n'


def _events(story: Story) -> Iterator[dict[str, Any]]:
    timeline = story.timeline
    tracks: dict[Any, int] = {None: 0}

    def track(who: object) -> int:
        return tracks.setdefault(who, len(tracks))

    def event(phase: str, name: str, who: object, time: float, **more: Any) -> dict[str, Any]:
        return {"ph": phase, "name": name, "pid": 1, "tid": track(who), "ts": _micro(time), **more}

    for task in timeline.tasks:
        track(task.id)
    waiting: dict[int, Any] = {}
    for step in timeline.steps:
        name = words.runner(story, step)
        before = waiting.pop(step.task, None) if step.task is not None else None
        if before is not None:
            what = " ".join(words.brief_waiting(story, before.wait)[:1]) or before.wait.what
            lasted = _micro(step.start.time) - _micro(before.end.time)
            yield event("X", what, step.task, before.end.time, dur=lasted, cat="waits")
        lasted = _micro(step.end.time) - _micro(step.start.time)
        yield event("X", name, step.task, step.start.time, dur=lasted, cat="runs")
        wake = story.wakes.get(step.index)
        if wake and wake.kind == "step" and wake.by is not None and step.task is not None:
            by = timeline.steps[wake.by]
            yield event("s", "woke", by.task, by.start.time, id=step.index, cat="woke")
            yield event("f", "woke", step.task, step.start.time, id=step.index, cat="woke", bp="e")
        if step.wait is not None and step.task is not None:
            waiting[step.task] = step
    for job in timeline.jobs:
        if job.start is not None:
            end = job.end or timeline.end
            lasted = _micro(end.time) - _micro(job.start.time)
            worker, name = (job.kind, job.lane), short_name(job.function)
            yield event("X", name, worker, job.start.time, dur=lasted, cat="job")
    for line in timeline.prints:
        who: object = None if line.step is None else timeline.steps[line.step].task
        if line.job is not None:
            who = (timeline.jobs[line.job].kind, timeline.jobs[line.job].lane)
        yield event("i", line.text, who, line.at.time, s="t", cat=line.stream)
    for request in timeline.cancellations:
        yield event("i", "asked to cancel", request.task, request.at.time, s="t", cat="cancel")
    yield {"ph": "M", "name": "process_name", "pid": 1, "args": {"name": timeline.program}}
    called: dict[Any, str] = {None: "callbacks", **dict(enumerate(story.names)), **story.workers}
    for who, number in tracks.items():
        name = called[who]
        yield {"ph": "M", "name": "thread_name", "pid": 1, "tid": number, "args": {"name": name}}
        sort = {"sort_index": number}
        yield {"ph": "M", "name": "thread_sort_index", "pid": 1, "tid": number, "args": sort}


def _micro(seconds: float) -> int:
    return round(seconds * 1_000_000)
