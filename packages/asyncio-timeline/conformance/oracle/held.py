"""A timeline, held against what was foreseen. Out: each disagreement, by its kind.

What the run printed says whether it went as foreseen; only then is its timeline judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncio_timeline.timeline import Cause, Step, Timeline

from oracle import foreseen
from oracle.emitted import Source
from oracle.foreseen import Actor, Foreseen
from oracle.told import untrue


class Disagreement(NamedTuple):
    """`kind` is a table and a field of the timeline; `text` says what is told, and what is true."""

    kind: str
    text: str


def went_as_foreseen(stdout: str, expected: Foreseen) -> bool:
    """Whether each task, callback and job printed what was foreseen, in that order.

    How those of several interleave is left open: asyncio cancels the tasks of a set in the order
    of their addresses. A task that is still pending when its loop is closed tidies up when it is
    collected.
    """
    late = {f"{name} tidies" for name in expected.creations if name not in expected.outcomes}
    who = {text: actor for actor, text in expected.prints}
    got: dict[Actor, list[str]] = {}
    for text in stdout.splitlines():
        if text in late:
            continue
        if text not in who:
            return False
        got.setdefault(who[text], []).append(text)
    wanted: dict[Actor, list[str]] = {}
    for actor, text in expected.prints:
        wanted.setdefault(actor, []).append(text)
    return got == wanted


def disagreements(timeline: Timeline, expected: Foreseen, source: Source) -> list[Disagreement]:
    """Where the timeline says something else than what was foreseen."""
    return list(_Holding(timeline, expected, source).all())


class _Holding:
    def __init__(self, timeline: Timeline, expected: Foreseen, source: Source) -> None:
        self.timeline, self.expected, self.source = timeline, expected, source
        self.tasks = {task.coroutine: task for task in timeline.tasks}
        self.jobs = {job.function: job for job in timeline.jobs}
        self.names = {task.id: task.coroutine for task in timeline.tasks}
        self.steps: dict[str, list[Step]] = {}
        for step in timeline.steps:
            if step.task is not None or step.callback in expected.steps:
                self.steps.setdefault(self.runner(step), []).append(step)
        self.actors = {
            step.index: Actor("step", who, index)
            for who, steps in self.steps.items()
            for index, step in enumerate(steps)
        }

    def runner(self, step: Step) -> str:
        return step.callback or "" if step.task is None else self.names[step.task]

    def actor(self, cause: Cause) -> Actor:
        """A cause in the words of what was foreseen."""
        if cause.kind == "step" and cause.index is not None:
            # A callback that is not the script's acts for whoever made it ready.
            found = self.actors.get(cause.index)
            return self.actor(self.timeline.steps[cause.index].cause) if found is None else found
        if cause.kind == "job" and cause.index is not None:
            return Actor("job", self.timeline.jobs[cause.index].function)
        return Actor(cause.kind)

    def line(self, operation: int | None) -> int | None:
        return None if operation is None else self.source.of_operations[operation]

    def all(self) -> Iterator[Disagreement]:
        if self.timeline.cut:
            yield Disagreement("timeline.cut", "the timeline is cut")
        yield from self.of_tasks()
        yield from self.of_steps()
        yield from self.of_jobs()
        yield from self.of_prints()
        yield from self.of_cancellations()
        for kind, text in untrue(self.timeline, self.expected):
            yield Disagreement(f"words: {kind}", text)

    def of_tasks(self) -> Iterator[Disagreement]:
        told = Counter(task.coroutine for task in self.timeline.tasks)
        yield from _differ(
            "tasks", "the tasks", told, Counter(dict.fromkeys(self.expected.creations, 1))
        )
        for name, creation in self.expected.creations.items():
            task = self.tasks.get(name)
            if task is None:
                continue
            parent = None if task.parent is None else self.names[task.parent]
            yield from _differ("tasks.parent", name, parent, creation.parent)
            if creation.operation is not None:  # and not asyncio.run
                line = self.line(creation.operation)
                yield from _differ("tasks.line", name, task.line, line)
                if parent is None and creation.parent is None and hasattr(task, "creator"):
                    creator = None if task.creator is None else self.actor(task.creator)
                    eager = " of an eager task" if creation.eager else ""
                    yield from _differ(f"tasks.creator{eager}", name, creator, creation.cause)
            outcome = self.expected.outcomes.get(name)
            if outcome is not None:
                yield from _differ("tasks.outcome", name, task.outcome, outcome)
            yield from _differ("tasks.eager", name, task.eager, creation.eager)

    def of_steps(self) -> Iterator[Disagreement]:
        yield from _differ("steps", "who ran", sorted(self.steps), sorted(self.expected.steps))
        for who, wanted in self.expected.steps.items():
            told = self.steps.get(who, [])
            lines = [step.wait.line if step.wait else None for step in told]
            if who in self.steps:
                wanted_lines = [self.line(step.operation) for step in wanted]
                yield from _differ("steps.wait.line", who, lines, wanted_lines)
            for index, (step, want) in enumerate(zip(told, wanted, strict=False)):
                yield from self.of_step(f"{who}, step {index}", step, want)

    def of_step(self, where: str, step: Step, want: foreseen.Step) -> Iterator[Disagreement]:
        yield from _differ("steps.cause", where, self.actor(step.cause), want.cause)
        if step.task is not None:
            yield from _differ("steps.outcome", where, step.outcome, want.outcome)
        if step.wait is None or want.what is None:
            return
        yield from _differ("steps.wait.what", where, step.wait.what, want.what)
        tasks = {self.names[each] for each in step.wait.tasks}
        yield from _differ("steps.wait.tasks", where, tasks, set(want.tasks))
        job = None if step.wait.job is None else self.timeline.jobs[step.wait.job].function
        yield from _differ("steps.wait.job", where, job, want.job)

    def of_jobs(self) -> Iterator[Disagreement]:
        told = sorted(job.function for job in self.timeline.jobs if job.function[:1] == "j")
        yield from _differ("jobs", "the jobs", told, sorted(self.expected.jobs))
        for name, (task, operation, outcome) in self.expected.jobs.items():
            job = self.jobs.get(name)
            if job is None:
                continue
            by = None if job.task is None else self.names[job.task]
            yield from _differ("jobs.task", name, by, task)
            yield from _differ("jobs.line", name, job.line, self.line(operation))
            yield from _differ("jobs.outcome", name, job.outcome, outcome)
            yield from _differ("jobs.start", name, job.start is not None, True)
            yield from _differ("jobs.end", name, job.end is not None, True)

    def of_prints(self) -> Iterator[Disagreement]:
        who = {text: actor for actor, text in self.expected.prints}
        late = {
            f"{name} tidies"
            for name in self.expected.creations
            if name not in self.expected.outcomes
        }
        told = [
            each
            for each in self.timeline.prints
            if each.stream == "stdout" and each.text not in late
        ]
        texts = sorted(each.text for each in told)
        yield from _differ("prints", "what was printed", texts, sorted(who))
        for each in told:
            if each.text not in who:
                continue
            actor = Actor("outside")
            if each.step is not None:
                actor = self.actor(Cause("step", each.step))
            elif each.job is not None:
                actor = Actor("job", self.timeline.jobs[each.job].function)
            yield from _differ("prints.by", f"“{each.text}”", actor, who[each.text])
            line = self.source.of_prints[each.text]
            yield from _differ("prints.line", f"“{each.text}”", each.line, line)

    def of_cancellations(self) -> Iterator[Disagreement]:
        told: set[_Asked] = {
            (
                self.names[each.task],
                Actor("outside") if each.through == "asyncio.run" else self.actor(each.cause),
                each.through,
                None if each.owner is None else self.names[each.owner],
                each.line,
            )
            for each in self.timeline.cancellations
        }
        wanted: set[_Asked] = {
            (
                each.task,
                Actor("outside") if each.through == "asyncio.run" else each.cause,
                each.through,
                each.owner,
                self.line(each.operation),
            )
            for each in self.expected.requests
        }
        for kind, wrong in (("false", told - wanted), ("missing", wanted - told)):
            for each in sorted(wrong, key=str):
                yield Disagreement(f"cancellations.{kind}", f"{kind}: {_request(each)}")


_Asked = tuple[str, Actor, str | None, str | None, int | None]
"""Task, cause, through, owner and line of a request."""


def _request(each: _Asked) -> str:
    task, cause, through, owner, line = each
    return f"{task} is asked by {cause} through {through}, owner {owner}, line {line}"


def _differ(kind: str, where: str, told: object, true: object) -> Iterable[Disagreement]:
    if told != true:
        yield Disagreement(kind, f"{where}: told {told}, true {true}")
