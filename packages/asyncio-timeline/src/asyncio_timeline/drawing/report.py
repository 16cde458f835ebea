"""A run reported in a few lines of text, for the terminal. In: a `Timeline`. Out: text."""

from __future__ import annotations

from collections import Counter

from asyncio_timeline.timeline import Job, Step, Timeline


def report(timeline: Timeline) -> str:
    """Tasks and their outcomes, the longest step, jobs by lane, and what was left pending."""
    rows = [f"{timeline.program}: {timeline.end.time:.3f} s on Python {timeline.python}"]
    outcomes = Counter(task.outcome for task in timeline.tasks)
    by_outcome = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    rows.append(f"tasks: {len(timeline.tasks)}" + (f" ({by_outcome})" if by_outcome else ""))
    if timeline.steps:
        longest = max(timeline.steps, key=_duration)
        rows.append(
            f"longest step: {_duration(longest):.3f} s, {_who(timeline, longest)}; "
            "no other task ran meanwhile"
        )
    lanes = Counter(job.lane or "never started" for job in timeline.jobs)
    rows += [f"jobs in {lane}: {count}" for lane, count in lanes.items()]
    left = [f"task {task.name}" for task in timeline.tasks if task.outcome == "pending"]
    left += [f"job {job.function}" for job in timeline.jobs if _unfinished(job)]
    if left and not timeline.cut:
        rows.append("left pending: " + ", ".join(left))
    if timeline.cut:
        rows.append("cut: the run had more events than a timeline holds")
    return "".join(f"asyncio_timeline: {row}\n" for row in rows)


def _duration(step: Step) -> float:
    return step.end.time - step.start.time


def _who(timeline: Timeline, step: Step) -> str:
    if step.task is None:
        return f"callback {step.callback}"
    task = timeline.tasks[step.task]
    return f"{task.name} ({task.coroutine})"


def _unfinished(job: Job) -> bool:
    return job.outcome == "pending"
