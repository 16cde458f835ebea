"""The words of a drawing, held against what was foreseen. Out: each sentence that is not so.

A reader reads sentences, not tables: who created, asked and woke whom has to be right in those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.timeline import Timeline

from oracle.foreseen import Actor, Foreseen, Request

_OWNERS = {"TaskGroup": "task group", "timeout": "timeout"}


def untrue(timeline: Timeline, expected: Foreseen) -> Iterator[tuple[str, str]]:
    """The kind of each wrong or missing sentence, and what it says."""
    story = Story(timeline)
    sentences = {f"{row.who} {row.what}" for row in words.rows(story)}
    workers = {
        job.function: story.workers[job.kind, job.lane]
        for job in timeline.jobs
        if job.lane is not None
    }

    def name(actor: Actor) -> str:
        if actor.kind == "job":
            return workers.get(actor.who, actor.who)
        return f"callback {actor.who}" if actor.who.startswith("c") else actor.who

    def asks(each: Request) -> str:
        if each.through == "asyncio.run":
            return f"asyncio.run asks {each.task} to cancel"
        if each.through == "await":
            return f"{each.owner} passes the request on to {each.task}, which it waits for"
        if each.through is not None:
            return f"the {_OWNERS[each.through]} of {each.owner} asks {each.task} to cancel"
        if each.cause.kind == "timer":
            return f"a timer asks {each.task} to cancel"
        if each.cause.kind == "outside":
            return f"{each.task} is asked to cancel"
        whom = "itself" if each.cause.who == each.task else each.task
        return f"{name(each.cause)} asks {whom} to cancel"

    creates = {
        f"{'asyncio.run' if each.operation is None else each.parent or name(each.cause)}"
        f" creates the task {task}"
        for task, each in expected.creations.items()
    }
    told = {each.removesuffix(", which starts at once") for each in sentences}
    yield from _differ("creates", {each for each in told if " creates the task " in each}, creates)
    requests = {each.partition(", as ")[0] for each in sentences if _is_a_request(each)}
    yield from _differ("to cancel", requests, {asks(each) for each in expected.requests})
    yield from _wakers(story, expected)


def _is_a_request(sentence: str) -> bool:
    return sentence.endswith(" to cancel") or bool(
        re.search(r" (asks \w+ to cancel, as |passes the request on to )", sentence)
    )


def _wakers(story: Story, expected: Foreseen) -> Iterator[tuple[str, str]]:
    """Whoever is said to have woken a task has made its step ready."""
    counts: dict[str, int] = {}
    begins = {
        row.step: row.what
        for row in words.rows(story)
        if row.step is not None and row.what.startswith("goes on")
    }
    for step in story.timeline.steps:
        if step.task is None:
            continue
        task = story.names[step.task]
        number = counts[task] = counts.get(task, -1) + 1
        what = begins.get(step.index, "")
        found = re.search(r": (?:callback )?(\w+) (?:has ended|woke it)", what)
        steps = expected.steps.get(task, [])
        if found and number < len(steps) and found[1] != steps[number].cause.who:
            yield "wakes", f"{task} {what}; true: {steps[number].cause}"


def _differ(kind: str, told: set[str], true: set[str]) -> Iterator[tuple[str, str]]:
    for each in sorted(told - true):
        yield kind, f"told: {each}"
    for each in sorted(true - told):
        yield kind, f"not told: {each}"
